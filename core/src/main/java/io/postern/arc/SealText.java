// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.message.HeaderField;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * A signature field in the making: its tags in the order of their names, {@code b=} on lines of its own, so that what
 * is signed does not depend on how long the signature is.
 *
 * @param start of the field's body, up to and with {@code b=}
 * @param end from the semicolon behind its value on
 */
record SealText(String name, String start, String end) {
    /** RFC 5322 §2.1.1: characters of a line, where possible. */
    private static final int LINE = 76;

    private static final String FOLD = "\r\n ";

    /** @param tags without {@code b=} */
    static SealText of(String name, Map<String, String> tags) {
        TreeMap<String, String> sorted = new TreeMap<>(tags);
        StringBuilder end = new StringBuilder(";");
        int column = LINE;
        for (Map.Entry<String, String> tag : sorted.tailMap("b").entrySet()) {
            String text = tag.getKey() + "=" + tag.getValue();
            boolean last = tag.getKey().equals(sorted.lastKey());
            column = append(end, text + (last ? "" : ";"), column);
        }
        return new SealText(name, " a=" + sorted.get("a") + ";" + FOLD + "b=", end.toString());
    }

    /** Appends a tag behind a space or a fold; one that is longer than a line is folded at its colons. */
    private static int append(StringBuilder out, String tag, int column) {
        if (column + 1 + tag.length() <= LINE) {
            out.append(' ').append(tag);
            return column + 1 + tag.length();
        }
        out.append(FOLD);
        int length = 1;
        // RFC 6376 §3.5: white space may stand around the colons of h=
        for (String part : tag.split("(?<=:)", -1)) {
            if (length > 1 && length + part.length() > LINE) {
                out.append(FOLD);
                length = 1;
            }
            out.append(part);
            length += part.length();
        }
        return length;
    }

    /** What is signed: the field with an empty {@code b=}. */
    HeaderField unsigned() {
        return HeaderField.of(name, start + end);
    }

    /**
     * The whole field. The signature stands in one piece, on a line of its own: the seal covers this field, and white
     * space within would be a part of what it covers. Of the largest key it has 684 characters.
     */
    HeaderField signed(byte[] signature) {
        return HeaderField.of(name, start + Base64.getEncoder().encodeToString(signature) + end);
    }
}
