// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import java.util.Arrays;
import java.util.Optional;

/** The results of check_host() (RFC 7208 §2.6). */
public enum SpfResult {
    NONE("none"),
    NEUTRAL("neutral"),
    PASS("pass"),
    FAIL("fail"),
    SOFTFAIL("softfail"),
    TEMPERROR("temperror"),
    PERMERROR("permerror");

    private final String keyword;

    SpfResult(String keyword) {
        this.keyword = keyword;
    }

    /** The word of RFC 7208 and of RFC 8601 §2.7.2. */
    public String keyword() {
        return keyword;
    }

    /** The result of this word, which is in lower case. */
    public static Optional<SpfResult> of(String keyword) {
        return Arrays.stream(values())
                .filter(result -> result.keyword.equals(keyword))
                .findFirst();
    }
}
