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
    /** We, from the trust anchors down; the servers need only pass DNSSEC records on. */
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
