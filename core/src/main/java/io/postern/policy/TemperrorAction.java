// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import java.util.Arrays;
import java.util.Optional;

/** What is done with a message that DMARC cannot judge now. */
public enum TemperrorAction {
    /** Accepted and tagged. */
    ACCEPT("accept"),
    /** Refused for now. */
    DEFER("defer");

    private final String keyword;

    TemperrorAction(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }

    /** By its word, in lower case. */
    public static Optional<TemperrorAction> of(String keyword) {
        return Arrays.stream(values())
                .filter(action -> action.keyword.equals(keyword))
                .findFirst();
    }
}
