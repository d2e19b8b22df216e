// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** The octets of a tag's value (RFC 6376 §2.10): base64 with white space anywhere. */
final class Base64Value {
    private Base64Value() {}

    /** Empty if it is not base64; padding may be left out. */
    static Optional<byte[]> decode(String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        int length = 0;
        for (byte octet : octets) {
            if (octet != ' ' && octet != '\t' && octet != '\r' && octet != '\n') {
                octets[length++] = octet;
            }
        }
        try {
            return Optional.of(Base64.getDecoder().decode(Arrays.copyOf(octets, length)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
