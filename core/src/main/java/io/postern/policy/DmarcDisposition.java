// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

/** What was done in the words of an aggregate report (RFC 9990 §3.1.1.9). */
public enum DmarcDisposition {
    /** Nothing; also of mail that passes where nothing is asked for. */
    NONE("none"),
    /** It passed where quarantine or reject is asked for. */
    PASS("pass"),
    QUARANTINE("quarantine"),
    REJECT("reject");

    private final String keyword;

    DmarcDisposition(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }
}
