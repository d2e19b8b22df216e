// SPDX-License-Identifier: Apache-2.0
package io.postern.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The canonical forms of RFC 6376 §3.4 as a reader of the standard would write them down: on whole texts, slowly, and
 * without the code under test. Texts are octet strings with CRLF.
 */
public final class TextDkim {
    private TextDkim() {}

    public static String body(String canonicalization, String body) {
        return canonicalization.equals("simple") ? simpleBody(body) : relaxedBody(body);
    }

    private static String simpleBody(String body) {
        return body.replaceFirst("(\r\n)+\\z", "") + "\r\n";
    }

    private static String relaxedBody(String body) {
        String text = body.replaceAll("[ \t]+(?=\r\n|\\z)", "")
                .replaceAll("[ \t]+", " ")
                .replaceFirst("(\r\n)+\\z", "");
        return text.isEmpty() ? "" : text + "\r\n";
    }

    /** One field with its line end, in canonical form with CRLF. */
    public static String field(String canonicalization, String field) {
        if (canonicalization.equals("simple")) {
            return field;
        }
        int colon = field.indexOf(':');
        String name = field.substring(0, colon).toLowerCase(Locale.ROOT).replaceAll("[ \t\r\n]+\\z", "");
        String value = field.substring(colon + 1)
                .replace("\r\n", "")
                .replaceAll("[ \t]+", " ")
                .replaceAll("\\A | \\z", "");
        return name + ":" + value + "\r\n";
    }

    /** The fields that the names mean, bottom-up (RFC 6376 §5.4.2). */
    public static List<String> select(String names, List<String> fields) {
        Map<String, Integer> from = new HashMap<>();
        List<String> selected = new ArrayList<>();
        for (String name :
                names.toLowerCase(Locale.ROOT).replaceAll("[ \t\r\n]", "").split(":", -1)) {
            int i = name.isEmpty() ? -1 : from.getOrDefault(name, fields.size()) - 1;
            while (i >= 0 && !name(fields.get(i)).equals(name)) {
                i--;
            }
            if (i >= 0) {
                selected.add(fields.get(i));
            }
            from.put(name, Math.max(i, 0));
        }
        return selected;
    }

    private static String name(String field) {
        return field.substring(0, Math.max(field.indexOf(':'), 0))
                .toLowerCase(Locale.ROOT)
                .strip();
    }

    public static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
