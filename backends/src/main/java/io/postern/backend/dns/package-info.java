// SPDX-License-Identifier: Apache-2.0
/**
 * DNS over the network: {@link io.postern.backend.dns.DnsjavaResolver} stands behind {@link io.postern.dns.DnsResolver}
 * and asks the configured recursive servers (RFC 1034 §5.3.1: a stub resolver), with dnsjava for the wire format, the
 * sockets and the DNSSEC validator.
 *
 * <p>Terms: a <em>question</em> is one name and one type as a check asks it; it costs one or more <em>queries</em>,
 * since a CNAME may lead out of the answer and a validator fetches keys; a query costs one or more <em>attempts</em>,
 * each at one server with one message ID.
 *
 * <p>Read in this order: {@code DnsjavaResolver} (cache, deadline, CNAMEs), {@code DnssecQuery} (what makes an answer
 * secure), {@code Scrubber} (what a forger could add), {@code Upstream} (servers and attempts), {@code AnswerReader}
 * (from message to answer), {@code Rdata} (from record to value).
 *
 * <p>Not here: iteration from the root, TSIG, DNS over TLS or HTTPS.
 */
@NullMarked
package io.postern.backend.dns;

import org.jspecify.annotations.NullMarked;
