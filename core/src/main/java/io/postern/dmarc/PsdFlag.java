// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

/** {@code psd=} (RFC 9989 §4.7): what the name that publishes the record is. */
public enum PsdFlag {
    /** {@code y}: a Public Suffix Domain, below which others register. */
    YES("y"),
    /** {@code n}: an Organizational Domain, whatever stands above it. */
    NO("n"),
    /** {@code u}, the default. */
    UNDECIDED("u");

    private final String keyword;

    PsdFlag(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }
}
