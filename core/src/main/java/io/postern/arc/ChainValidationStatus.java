// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.value.Ascii;
import java.util.Arrays;
import java.util.Optional;

/** The state of a chain, and what {@code cv=} of a seal says of the chain before it (RFC 8617 §4.4). */
public enum ChainValidationStatus {
    /** There is no chain. */
    NONE("none"),
    /** It is whole. */
    PASS("pass"),
    /** It is not, and never will be again. */
    FAIL("fail");

    private final String keyword;

    ChainValidationStatus(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }

    /** By its word, without regard to case, as RFC 8617 §4.1.3 has it. */
    public static Optional<ChainValidationStatus> of(String keyword) {
        return Arrays.stream(values())
                .filter(each -> Ascii.equalsIgnoreCase(each.keyword, keyword))
                .findFirst();
    }
}
