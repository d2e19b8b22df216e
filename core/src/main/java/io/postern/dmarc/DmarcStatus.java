// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import java.util.Arrays;
import java.util.Optional;

/** Exim's words for what DMARC came to, as its condition {@code dmarc_status} has them. */
public enum DmarcStatus {
    /** DMARC passed. */
    ACCEPT("accept", "Accept"),
    /** It failed; the policy is reject. */
    REJECT("reject", "Reject"),
    /** It failed; the policy is quarantine. */
    QUARANTINE("quarantine", "Quarantine"),
    /** It failed; the policy is none. */
    NONE("none", "None"),
    /** No policy record applies. */
    NORECORD("norecord", "No policy record"),
    /** No Author Domain: From is missing, repeated or malformed. */
    NOFROM("nofrom", "No usable From"),
    /** It could not be found out now. */
    TEMPERROR("temperror", "Temporary error"),
    /** DMARC was not evaluated. */
    OFF("off", "Not evaluated");

    private final String keyword;
    private final String text;

    DmarcStatus(String keyword, String text) {
        this.keyword = keyword;
        this.text = text;
    }

    public String keyword() {
        return keyword;
    }

    /** A few words for a person. */
    public String text() {
        return text;
    }

    /** By its word, in lower case. */
    public static Optional<DmarcStatus> of(String keyword) {
        return Arrays.stream(values())
                .filter(status -> status.keyword.equals(keyword))
                .findFirst();
    }
}
