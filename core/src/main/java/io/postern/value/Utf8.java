// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** From octet strings to text, and back. */
public final class Utf8 {
    private Utf8() {}

    /** The octets that a text has in UTF-8 (RFC 3629), as an octet string; {@code ?} for a lone surrogate. */
    public static String encode(String text) {
        return Ascii.isAscii(text)
                ? text
                : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The text that the octets are in UTF-8 (RFC 3629); empty if they are not UTF-8. */
    public static Optional<String> decode(String octetString) {
        if (Ascii.isAscii(octetString)) {
            return Optional.of(octetString);
        }
        ByteBuffer octets = ByteBuffer.wrap(octetString.getBytes(StandardCharsets.ISO_8859_1));
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(octets).toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    /** The same, with U+FFFD for each part that is not UTF-8. */
    public static String decodeLeniently(String octetString) {
        return Ascii.isAscii(octetString)
                ? octetString
                : new String(octetString.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
