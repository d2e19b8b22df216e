// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import java.util.Arrays;
import java.util.Optional;

/** An action as an operator writes it; the reply of a refusal follows from the finding. */
public enum ActionWord {
    ACCEPT("accept"),
    TAG("tag"),
    DEFER("defer"),
    REJECT("reject");

    private final String keyword;

    ActionWord(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }

    /** The action of this word, which is in lower case. */
    public static Optional<ActionWord> of(String keyword) {
        return Arrays.stream(values())
                .filter(word -> word.keyword.equals(keyword))
                .findFirst();
    }

    public boolean refuses() {
        return this == DEFER || this == REJECT;
    }
}
