// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

/** Why a signature has its result; a closed set of words. */
public enum DkimReason {
    /** The signature covers the body up to {@code l=}, and there is more. */
    PARTIAL_BODY("partial-body", DkimResult.PASS),
    /** The key's publisher is testing ({@code t=y}); the result stands. */
    TESTING("testing", DkimResult.PASS),

    /** The body is not the signed one. */
    BODY_HASH("body-hash", DkimResult.FAIL),
    /** The signature does not fit header and key. */
    SIGNATURE("signature", DkimResult.FAIL),

    /** rsa-sha1. */
    SHA1("sha1", DkimResult.POLICY),
    /** RSA with fewer than 1,024 bits. */
    SHORT_KEY("short-key", DkimResult.POLICY),
    /** Past {@code x=}. */
    EXPIRED("expired", DkimResult.POLICY),
    /** {@code t=} is yet to come. */
    FUTURE("future", DkimResult.POLICY),

    /** More signatures than are evaluated. */
    TOO_MANY_SIGNATURES("too-many-signatures", DkimResult.NEUTRAL),
    /** The head was too long to be read to its end. */
    HEAD_TOO_LONG("head-too-long", DkimResult.NEUTRAL),

    /** DNS did not say whether there is a key. */
    DNS("dns", DkimResult.TEMPERROR),
    /** A defect of ours. */
    INTERNAL("internal", DkimResult.TEMPERROR),

    /** The field breaks its grammar, or lacks a required tag. */
    SYNTAX("syntax", DkimResult.PERMERROR),
    /** {@code v=} is not 1. */
    VERSION("version", DkimResult.PERMERROR),
    /** {@code a=} is of no known algorithm. */
    ALGORITHM("algorithm", DkimResult.PERMERROR),
    /** {@code c=} is of no known canonicalization. */
    CANONICALIZATION("canonicalization", DkimResult.PERMERROR),
    /** {@code q=} has no known method. */
    QUERY_METHOD("query-method", DkimResult.PERMERROR),
    /** {@code h=} lacks From. */
    FROM_NOT_SIGNED("from-not-signed", DkimResult.PERMERROR),
    /** {@code i=} is not of the domain {@code d=}, or not of the very same where the key wants that ({@code t=s}). */
    IDENTITY("identity", DkimResult.PERMERROR),
    /** {@code l=} is more than the body has. */
    BODY_LENGTH("body-length", DkimResult.PERMERROR),
    /** There is no key. */
    NO_KEY("no-key", DkimResult.PERMERROR),
    /** The key was withdrawn: {@code p=} is empty. */
    REVOKED("revoked", DkimResult.PERMERROR),
    /** The key record, or the key within, cannot be read. */
    KEY_SYNTAX("key-syntax", DkimResult.PERMERROR),
    /** The key is of another type than the signature, or of an unknown one. */
    KEY_TYPE("key-type", DkimResult.PERMERROR),
    /** The key does not allow the signature's hash. */
    KEY_HASH("key-hash", DkimResult.PERMERROR),
    /** The key is not for mail. */
    KEY_SERVICE("key-service", DkimResult.PERMERROR),
    /** The key has more than 8,192 bits, or an exponent of more than 64. */
    KEY_SIZE("key-size", DkimResult.PERMERROR);

    private final String keyword;
    private final DkimResult result;

    DkimReason(String keyword, DkimResult result) {
        this.keyword = keyword;
        this.result = result;
    }

    public String keyword() {
        return keyword;
    }

    /** The result that it explains; {@link #TESTING} may stand beside another reason, with any result of a key. */
    DkimResult result() {
        return result;
    }
}
