// SPDX-License-Identifier: Apache-2.0
/**
 * Domain-based Message Authentication, Reporting and Conformance (RFC 9989): does what authenticated the message stand
 * for the domain in its From field, and what does that domain ask receivers to do where it does not?
 *
 * <p>The <em>Author Domain</em> is the domain of the address in From. Its <em>policy record</em> is a TXT record at
 * {@code _dmarc.} the Author Domain, or else at its <em>Organizational Domain</em>, or else at the <em>Public Suffix
 * Domain</em> above that. Both are found by the <em>tree walk</em>: questions from a name upwards, eight at most. A
 * domain that SPF or DKIM authenticated is <em>aligned</em> with the Author Domain when it is the same (strict) or has
 * the same Organizational Domain (relaxed); one aligned domain makes the message pass. The older way to find the
 * Organizational Domain, the <em>Public Suffix List</em>, is a second opinion here, or the method where an operator
 * says so.
 *
 * <p>Entry points: {@link io.postern.dmarc.FromField} finds the Author Domain, {@link io.postern.dmarc.DmarcValidation}
 * evaluates and gives a {@link io.postern.dmarc.DmarcOutcome}, which holds facts only: what follows from them is
 * decided in {@code io.postern.policy}. {@link io.postern.dmarc.DmarcHistory} writes an outcome as Exim and OpenDMARC
 * do. Limits: constants of {@link io.postern.dmarc.DmarcValidation} and {@link io.postern.dmarc.FromField}.
 *
 * <p>Not here: aggregate and failure reports (RFC 9990, RFC 9991). Tags that only RFC 7489 had ({@code pct rf ri}) are
 * read as what they are now, unknown tags.
 */
@NullMarked
package io.postern.dmarc;

import org.jspecify.annotations.NullMarked;
