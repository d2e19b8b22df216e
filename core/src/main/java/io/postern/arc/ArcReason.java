// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

/** Why a chain fails; a closed set of words for counters and logs. */
public enum ArcReason {
    /** The head was too long to be read to its end. */
    HEAD_TOO_LONG("head-too-long"),
    /** More ARC fields than fifty sets have, or more octets than are read. */
    TOO_LARGE("too-large"),
    /** A field is no list of tags. */
    SYNTAX("syntax"),
    /** {@code i=} is missing, or not a number from 1 to 50. */
    INSTANCE("instance"),
    /** Two fields of a kind have the same instance. */
    DUPLICATE("duplicate"),
    /** A set lacks a field, or a whole set is missing. */
    MISSING("missing"),
    /** {@code cv=} is missing, unknown, or not what its instance must have. */
    STATUS("status"),
    /** A sealer found the chain failing before us. */
    SEALED_FAIL("sealed-fail"),
    /** A seal has {@code h=}. */
    SEAL_SCOPE("seal-scope"),
    /** The newest message signature does not pass. */
    MESSAGE_SIGNATURE("message-signature"),
    /** A seal does not pass. */
    SEAL("seal"),
    /** A defect of ours. */
    INTERNAL("internal");

    private final String keyword;

    ArcReason(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }
}
