// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

/**
 * From a domain as people and EAI messages write it to the A-label form that DNS and every standard here works with
 * (RFC 5890 §2.3.2). Core knows no tables of Unicode: the backends module has an implementation that does.
 */
@FunctionalInterface
public interface DomainConverter {
    /** Takes what is ASCII already, and finds everything else malformed. */
    DomainConverter ASCII_ONLY = DomainName::parse;

    /** Untrusted text, with or without one trailing dot; the name is in A-label form and in lower case. */
    Parsed<DomainName> toAscii(String text);
}
