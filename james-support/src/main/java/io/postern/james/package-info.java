// SPDX-License-Identifier: Apache-2.0
/**
 * The seam between James and the protocol library: octets in and out of {@code Mail}, attributes, parameters, replies,
 * central settings, and the Guice module that James loads.
 *
 * <p>Mailets, matchers, hooks and routes are built from what stands here and hold no protocol logic; what must know how
 * James works inside is confined to {@link io.postern.james.MessageSeam}.
 */
@NullMarked
package io.postern.james;

import org.jspecify.annotations.NullMarked;
