// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.message.HeaderField;
import io.postern.value.Utf8;

/** A header field of our own as text, name included, folded, without its last line end. */
final class FieldText {
    private FieldText() {}

    /** With CRLF at each fold. */
    static String of(HeaderField field) {
        return Utf8.decodeLeniently(field.toString()).stripTrailing();
    }

    /** With the terminal's line ends. */
    static String forTerminal(HeaderField field) {
        return of(field).replace("\r\n", System.lineSeparator());
    }
}
