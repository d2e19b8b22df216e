// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import java.util.Arrays;
import java.util.Optional;

/** What is done where an Author Domain asks to reject mail that fails. */
public enum RejectAction {
    /** Refused where a second fact says that it is forged and not only broken on its way; else quarantined. */
    CORROBORATED("corroborated"),
    /** Refused, as Exim does. RFC 9989 §7.4 forbids it. */
    ALWAYS("always"),
    /** Quarantined. */
    NEVER("never");

    private final String keyword;

    RejectAction(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }

    /** By its word, in lower case. */
    public static Optional<RejectAction> of(String keyword) {
        return Arrays.stream(values())
                .filter(action -> action.keyword.equals(keyword))
                .findFirst();
    }
}
