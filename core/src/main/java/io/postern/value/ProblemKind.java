// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

/** The kinds of {@link Problem}. */
public enum ProblemKind {
    /** No answer in time. */
    DNS_TIMEOUT("dns-timeout"),
    /** SERVFAIL, REFUSED, a malformed answer, a dead server. */
    DNS_FAILURE("dns-failure"),
    /** DNSSEC says that the answer is forged. */
    DNS_BOGUS("dns-bogus"),
    /** The whole check took longer than it may. */
    DEADLINE("deadline"),
    /** The check asked more of DNS than it may. */
    BUDGET("budget"),
    /** What a remote party published or sent breaks its grammar. */
    SYNTAX("syntax"),
    /** A limit that the standard sets was passed. */
    LIMIT("limit"),
    /** What the record refers to is not there, or is there twice. */
    RECORD("record"),
    /** A file that another program writes for us cannot be read now. */
    STORE("store"),
    /** Our own fault: an exception where none may be. */
    INTERNAL("internal");

    private final String keyword;

    ProblemKind(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }
}
