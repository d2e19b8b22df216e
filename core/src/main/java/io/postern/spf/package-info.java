// SPDX-License-Identifier: Apache-2.0
/**
 * Sender Policy Framework (RFC 7208): may this client send mail in the name of this domain?
 *
 * <p>A domain publishes one TXT record that begins with {@code v=spf1}. It is a list of <em>terms</em>:
 * <em>directives</em> (a <em>qualifier</em> and a <em>mechanism</em>), tried from left to right until a mechanism
 * matches the client's address, whose qualifier then is the result; and <em>modifiers</em>, {@code redirect=} and
 * {@code exp=}. Domains in terms may hold <em>macros</em>. There are two <em>identities</em>, each with a check of its
 * own: the domain of MAIL FROM (for the null sender {@code postmaster@} the HELO name) and the HELO name.
 *
 * <p>Entry point: {@link io.postern.spf.CheckHost}. The whole record is parsed before anything is evaluated, so a
 * syntax error behind the matching term is seen. Limits: ten terms that ask DNS, two void lookups, ten MX and ten PTR
 * names (§4.6.4), and whatever time and number of questions the caller's {@link io.postern.dns.DnsBudget} allows.
 *
 * <p>Not of the standard, and kept apart from it: {@link io.postern.spf.CheckHost#guess}, Exim's best guess.
 */
@NullMarked
package io.postern.spf;

import org.jspecify.annotations.NullMarked;
