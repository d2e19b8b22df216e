// SPDX-License-Identifier: Apache-2.0
/**
 * The cassette as JSON: a DNS world that is written down, answers instead of the network, and is read by people too.
 *
 * <p>Terms: an <em>entry</em> is what a cassette says of one name; a <em>word</em> ({@code SERVFAIL}, {@code TIMEOUT},
 * {@code BOGUS}, {@code NXDOMAIN}) stands where records would, for one type or for the whole name. Text octets are
 * characters U+0000 to U+00FF, one each.
 *
 * <p>Entry points: {@link io.postern.backend.cassette.CassetteJson} reads and writes,
 * {@link io.postern.backend.cassette.RecordingResolver} makes a cassette out of what a real resolver answers. What a
 * cassette answers is {@link io.postern.dns.Cassette}'s business.
 */
@NullMarked
package io.postern.backend.cassette;

import org.jspecify.annotations.NullMarked;
