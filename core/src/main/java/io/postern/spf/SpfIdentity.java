// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

/** Whose authorization is checked (RFC 7208 §2.3, §2.4); the word is that of Received-SPF (§9.1). */
public enum SpfIdentity {
    HELO("helo"),
    MAIL_FROM("mailfrom");

    private final String keyword;

    SpfIdentity(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }
}
