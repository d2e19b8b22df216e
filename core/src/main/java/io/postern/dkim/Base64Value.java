// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.util.Base64;
import java.util.Optional;

/** The octets of a tag's value (RFC 6376 §2.10), its white space taken out before. */
final class Base64Value {
    private Base64Value() {}

    /** Empty if it is not base64; padding may be left out. */
    static Optional<byte[]> decode(byte[] compact) {
        try {
            return Optional.of(Base64.getDecoder().decode(compact));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
