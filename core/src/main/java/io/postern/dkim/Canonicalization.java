// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.util.Optional;

/** The algorithm that header or body is brought into its signed form by (RFC 6376 §3.4). */
public enum Canonicalization {
    /** Almost nothing may change on the way (RFC 6376 §3.4.1, §3.4.3). */
    SIMPLE("simple"),
    /** White space may change, and the case of field names (RFC 6376 §3.4.2, §3.4.4). */
    RELAXED("relaxed");

    private final String keyword;

    Canonicalization(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }

    static Optional<Canonicalization> of(String keyword) {
        return keyword.equals("simple")
                ? Optional.of(SIMPLE)
                : keyword.equals("relaxed") ? Optional.of(RELAXED) : Optional.empty();
    }
}
