// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.util.Arrays;
import java.util.Optional;

/** What {@code k=} of a key record can say (RFC 6376 §3.6.1, RFC 8463 §3). */
enum KeyType {
    RSA("rsa"),
    ED25519("ed25519");

    private final String keyword;

    KeyType(String keyword) {
        this.keyword = keyword;
    }

    String keyword() {
        return keyword;
    }

    static Optional<KeyType> of(String keyword) {
        return Arrays.stream(values())
                .filter(each -> each.keyword.equals(keyword))
                .findFirst();
    }
}
