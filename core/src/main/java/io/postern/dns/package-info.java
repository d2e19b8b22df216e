// SPDX-License-Identifier: Apache-2.0
/**
 * DNS as the mail standards use it: typed questions, answers that say how they came about, a budget for each check, and
 * the cassette that replaces the network in tests, in {@code postern batch} and in bug reports.
 *
 * <p>Entry point: {@link io.postern.dns.DnsResolver}; a check asks through its own {@link io.postern.dns.DnsBudget}.
 * The library that talks to servers stands behind this interface, in another module.
 */
@NullMarked
package io.postern.dns;

import org.jspecify.annotations.NullMarked;
