// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.value.Ascii;
import io.postern.value.Cursor;
import java.util.OptionalInt;

/** The number of an ARC set (RFC 8617 §4.2.1): one or two digits, 1 to 50. */
final class Instance {
    /** RFC 8617 §4.2.1: no chain is longer. */
    static final int MAX = 50;

    private static final int MAX_DIGITS = 2;
    /** Comments within comments. Ours; nobody writes one here. */
    private static final int MAX_COMMENT_DEPTH = 32;

    private Instance() {}

    /** The value of {@code i=}, without white space around it. */
    static OptionalInt parse(String digits) {
        // RFC 8617 §4.2.1: 1*2DIGIT, so 00001 is none
        if (!Ascii.isNumber(digits) || digits.length() > MAX_DIGITS) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(digits);
        return number >= 1 && number <= MAX ? OptionalInt.of(number) : OptionalInt.empty();
    }

    // RFC 8617 §4.1.1: arc-info = instance [CFWS] ";" authres-payload
    static OptionalInt ofResults(String body) {
        Cursor in = new Cursor(body);
        boolean named = cfws(in) && in.accept('i') && cfws(in) && in.accept('=') && cfws(in);
        String digits = in.takeWhile(Ascii::isDigit);
        return named && cfws(in) && in.accept(';') ? parse(digits) : OptionalInt.empty();
    }

    /** Passes white space and comments; false if a comment has no end. */
    private static boolean cfws(Cursor in) {
        int depth = 0;
        while (!in.atEnd()) {
            int c = in.peek();
            if (depth > 0 && c == '\\') {
                in.take();
            } else if (c == '(') {
                depth++;
            } else if (depth > 0 && c == ')') {
                depth--;
            } else if (depth == 0 && c != ' ' && c != '\t' && c != '\r' && c != '\n') {
                return true;
            }
            if (depth > MAX_COMMENT_DEPTH) {
                return false;
            }
            if (!in.atEnd()) {
                in.take();
            }
        }
        return depth == 0;
    }
}
