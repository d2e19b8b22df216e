// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.message.HeaderField;
import java.util.Arrays;

/** What Exim notes of a header field, so that it need not look at its name again. */
public enum FieldType {
    OTHER(' ', ""),
    BCC('B', "Bcc"),
    CC('C', "Cc"),
    FROM('F', "From"),
    MESSAGE_ID('I', "Message-ID"),
    RECEIVED('P', "Received"),
    REPLY_TO('R', "Reply-To"),
    SENDER('S', "Sender"),
    TO('T', "To"),
    /** Removed or replaced: kept in the file, not part of the message any more. */
    DELETED('*', "");

    private final char letter;
    private final String fieldName;

    FieldType(char letter, String fieldName) {
        this.letter = letter;
        this.fieldName = fieldName;
    }

    char letter() {
        return letter;
    }

    /** Of a field of a message. */
    public static FieldType of(HeaderField field) {
        return Arrays.stream(values())
                .filter(type -> field.isNamed(type.fieldName))
                .findFirst()
                .orElse(OTHER);
    }

    /** Letters that nobody knows are those of later releases: other fields. */
    static FieldType ofLetter(char letter) {
        return Arrays.stream(values())
                .filter(type -> type.letter == letter)
                .findFirst()
                .orElse(OTHER);
    }
}
