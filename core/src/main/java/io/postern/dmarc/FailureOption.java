// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

/** When {@code fo=} asks for failure reports (RFC 9989 §4.7). */
public enum FailureOption {
    /** {@code 0}, the default: nothing is aligned and passes. */
    NOTHING_PASSED("0"),
    /** {@code 1}: not both SPF and DKIM are aligned and pass. */
    SOMETHING_FAILED("1"),
    /** {@code d}: a signature failed, aligned or not. */
    DKIM_FAILED("d"),
    /** {@code s}: SPF failed, aligned or not. */
    SPF_FAILED("s");

    private final String keyword;

    FailureOption(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }
}
