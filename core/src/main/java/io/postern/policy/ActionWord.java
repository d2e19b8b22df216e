// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

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

    public boolean refuses() {
        return this == DEFER || this == REJECT;
    }
}
