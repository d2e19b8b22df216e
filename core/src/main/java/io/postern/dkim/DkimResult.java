// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

/** The results of the method dkim (RFC 8601 §2.7.1). */
public enum DkimResult {
    /** The message is not signed. */
    NONE("none"),
    /** The signature is right, and acceptable. */
    PASS("pass"),
    /** The signature does not fit the message. */
    FAIL("fail"),
    /** The signature is not acceptable here, right or not. */
    POLICY("policy"),
    /** The signature was not evaluated. */
    NEUTRAL("neutral"),
    /** It may be found out later. */
    TEMPERROR("temperror"),
    /** It can never be found out: the signature or its key is unusable. */
    PERMERROR("permerror");

    private final String keyword;

    DkimResult(String keyword) {
        this.keyword = keyword;
    }

    /** The word of RFC 8601 §2.7.1. */
    public String keyword() {
        return keyword;
    }
}
