// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

/** {@code adkim=} and {@code aspf=} (RFC 9989 §4.7). */
public enum AlignmentMode {
    /** {@code r}, the default: the same Organizational Domain. */
    RELAXED("r"),
    /** {@code s}: the same domain. */
    STRICT("s");

    private final String keyword;

    AlignmentMode(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }
}
