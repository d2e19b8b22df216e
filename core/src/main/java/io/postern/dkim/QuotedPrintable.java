// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.value.Ascii;
import io.postern.value.TagList;
import java.util.Optional;

/** DKIM's own quoted-printable (RFC 6376 §2.11): white space is nothing, an octet is itself or {@code =XX}. */
final class QuotedPrintable {
    private QuotedPrintable() {}

    /** An octet string; empty if there is an equals sign without two hexadecimal digits in upper case behind it. */
    static Optional<String> decode(TagList.Tag tag) {
        String compact = tag.compactValue();
        if (compact.indexOf('=') < 0) {
            return Optional.of(compact);
        }
        StringBuilder out = new StringBuilder(compact.length());
        for (int i = 0; i < compact.length(); i++) {
            char c = compact.charAt(i);
            if (c == '=') {
                // RFC 6376 §2.11: hex-octet = "=" 2(DIGIT / "A" ... "F")
                if (i + 2 >= compact.length() || !isHex(compact.charAt(i + 1)) || !isHex(compact.charAt(i + 2))) {
                    return Optional.empty();
                }
                c = (char) Integer.parseInt(compact, i + 1, i + 3, 16);
                i += 2;
            }
            out.append(c);
        }
        return Optional.of(out.toString());
    }

    private static boolean isHex(char c) {
        return Ascii.isDigit(c) || (Ascii.isHexDigit(c) && Ascii.isUpperCase(c));
    }
}
