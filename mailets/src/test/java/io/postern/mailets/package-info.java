// SPDX-License-Identifier: Apache-2.0
/** Tests of the mailets: wiring, parameters, attributes. */
@NullMarked
package io.postern.mailets;

import org.jspecify.annotations.NullMarked;
