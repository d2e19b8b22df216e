// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.message.HeaderEnd;
import io.postern.message.HeaderField;
import io.postern.message.MessageHead;
import io.postern.value.Parsed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A header field as the spool has it.
 *
 * @param text all octets of the field with LF for each line end, the last one included; no NUL, no empty line
 */
public record SpoolField(FieldType type, String text) {
    private static final String RULE = "header field";

    public SpoolField {
        String fault = fault(text);
        if (!fault.isEmpty()) {
            throw new IllegalArgumentException(fault);
        }
    }

    /** Each field of a message, or why the format cannot hold them. */
    public static Parsed<List<SpoolField>> listOf(MessageHead head) {
        if (head.end() == HeaderEnd.LIMIT) {
            return Parsed.malformed(0, RULE, "the head is longer than is read");
        }
        List<SpoolField> fields = new ArrayList<>(head.fields().size());
        for (HeaderField field : head.fields()) {
            String lines = field.toString().replace("\r\n", "\n");
            String text = lines.endsWith("\n") ? lines : lines + "\n";
            String fault = fault(text);
            if (!fault.isEmpty()) {
                return Parsed.malformed(fields.size(), RULE, fault);
            }
            fields.add(new SpoolField(FieldType.of(field), text));
        }
        return Parsed.ok(fields);
    }

    /** With CRLF, as messages have it. */
    byte[] octets() {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Why no spool can hold it; empty if one can. Exim reads white space at the start as none, and ends at NUL. */
    static String fault(String text) {
        if (!text.endsWith("\n")) {
            return "a header field without LF at its end";
        }
        if (text.charAt(0) <= ' ') {
            return "a header field that begins with white space or a control character";
        }
        if (text.indexOf('\0') >= 0) {
            return "NUL in a header field";
        }
        if (text.contains("\n\n")) {
            return "an empty line in a header field";
        }
        return "";
    }
}
