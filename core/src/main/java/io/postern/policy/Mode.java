// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

/** How far a check goes. */
public enum Mode {
    /** Nothing is computed. */
    OFF("off"),
    /** Everything is computed, written and counted as in ENFORCE; nothing is refused. */
    OBSERVE("observe"),
    /** Actions are carried out. */
    ENFORCE("enforce");

    private final String keyword;

    Mode(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }
}
