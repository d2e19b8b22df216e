// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import java.util.Arrays;
import java.util.Optional;

/** How the Organizational Domain is found. */
public enum DiscoveryMethod {
    /** By the tree walk, with the Public Suffix List as a second opinion. */
    AUTO("auto"),
    /** By the tree walk alone (RFC 9989 §4.10). */
    TREEWALK("treewalk"),
    /** By the Public Suffix List, as RFC 7489 had it. Not RFC 9989. */
    PSL("psl");

    private final String keyword;

    DiscoveryMethod(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }

    /** By its word, in lower case. */
    public static Optional<DiscoveryMethod> of(String keyword) {
        return Arrays.stream(values())
                .filter(method -> method.keyword.equals(keyword))
                .findFirst();
    }

    /** The method that decides: of AUTO the tree walk. */
    public DiscoveryMethod deciding() {
        return this == PSL ? PSL : TREEWALK;
    }
}
