// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.util.Optional;

/** What {@code a=} can say (RFC 6376 §3.3, RFC 8463 §3). */
public enum SignatureAlgorithm {
    /** Known so that it can be refused. RFC 8301 §3.1: it must not be used. */
    RSA_SHA1("rsa-sha1", KeyType.RSA, "sha1"),
    RSA_SHA256("rsa-sha256", KeyType.RSA, "sha256"),
    ED25519_SHA256("ed25519-sha256", KeyType.ED25519, "sha256");

    private final String keyword;
    private final KeyType keyType;
    private final String hash;

    SignatureAlgorithm(String keyword, KeyType keyType, String hash) {
        this.keyword = keyword;
        this.keyType = keyType;
        this.hash = hash;
    }

    public String keyword() {
        return keyword;
    }

    KeyType keyType() {
        return keyType;
    }

    /** As the key record's {@code h=} names it. */
    String hash() {
        return hash;
    }

    // RFC 6376 §3.2: values are case-sensitive unless a tag's description says otherwise
    static Optional<SignatureAlgorithm> of(String keyword) {
        for (SignatureAlgorithm each : values()) {
            if (each.keyword.equals(keyword)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
