// SPDX-License-Identifier: Apache-2.0
/**
 * The resolver against servers in this process: {@link io.postern.backend.dns.LocalAuthority} answers from a cassette
 * or by a script, {@link io.postern.backend.dns.SignedZone} is a zone with DNSSEC. Other modules may use both.
 */
@NullMarked
package io.postern.backend.dns;

import org.jspecify.annotations.NullMarked;
