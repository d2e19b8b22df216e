// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import java.util.function.IntPredicate;

/** A position in a text that is being parsed. It only moves forward, except by {@link #reset}; not thread-safe. */
public final class Cursor {
    /** What {@link #peek()} gives at the end of the text. */
    public static final int END = -1;

    private final String text;
    private int position;

    public Cursor(String text) {
        this.text = text;
    }

    /** Offset of the next character, 0 to the text's length. */
    public int position() {
        return position;
    }

    /** Back (or forward) to an offset that {@link #position()} gave. */
    public void reset(int offset) {
        position = offset;
    }

    public boolean atEnd() {
        return position >= text.length();
    }

    /** The next character, or {@link #END}. */
    public int peek() {
        return position < text.length() ? text.charAt(position) : END;
    }

    /** The next character, which is passed, or {@link #END}. */
    public int take() {
        return position < text.length() ? text.charAt(position++) : END;
    }

    /** Passes {@code expected} if it is next. */
    public boolean accept(char expected) {
        if (peek() != expected) {
            return false;
        }
        position++;
        return true;
    }

    /** Passes {@code expected}, compared without regard to ASCII case, if it is next. */
    public boolean acceptIgnoreCase(String expected) {
        int end = position + expected.length();
        if (end > text.length() || !Ascii.equalsIgnoreCase(text.substring(position, end), expected)) {
            return false;
        }
        position = end;
        return true;
    }

    /** Passes and returns the longest run of characters that fit; may be empty. */
    public String takeWhile(IntPredicate fits) {
        int start = position;
        while (position < text.length() && fits.test(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    /** The text from an earlier {@link #position()} up to here. */
    public String since(int offset) {
        return text.substring(offset, position);
    }
}
