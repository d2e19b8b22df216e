// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

/** Who decides that an answer is secure. */
public enum DnssecMode {
    /** Nobody: every answer is insecure. */
    OFF("off"),
    /**
     * The configured servers, by the AD bit (RFC 4035 §3.2.3). Only for servers that validate and that are reached over
     * a path nobody can write to, best the loopback interface (RFC 4035 §4.9.3).
     */
    TRUST_AD("trust-ad"),
    /**
     * We, from the trust anchors down. The servers need not validate, but they must recurse and pass DNSSEC records on:
     * a CNAME without its target's records, or a denial without its SOA, is bogus to dnsjava's validator. Each answer
     * that is not remembered costs the queries for the keys above it, those of unsigned zones again every minute.
     */
    VALIDATE("validate");

    private final String keyword;

    DnssecMode(String keyword) {
        this.keyword = keyword;
    }

    /** The word in configuration files. */
    public String keyword() {
        return keyword;
    }
}
