// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

/** The results of DMARC validation (RFC 9989 §9.2). */
public enum DmarcResult {
    /** No policy record applies, or one that nobody can act on. */
    NONE("none"),
    /** A record applies, and SPF or DKIM authenticated an aligned domain. */
    PASS("pass"),
    /** A record applies, and neither did. */
    FAIL("fail"),
    /** It could not be found out now. */
    TEMPERROR("temperror"),
    /** There is no one Author Domain to ask for. */
    PERMERROR("permerror");

    private final String keyword;

    DmarcResult(String keyword) {
        this.keyword = keyword;
    }

    /** The word of RFC 8601 results. */
    public String keyword() {
        return keyword;
    }
}
