// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.value.Ascii;

/** Lines, and counted octets, of a file that is in memory as an octet string. */
final class SpoolLines {
    private final String text;
    private int position;

    SpoolLines(String text) {
        this.text = text;
    }

    int position() {
        return position;
    }

    boolean atEnd() {
        return position == text.length();
    }

    /** The next line without its LF. */
    String next(String what) throws Unreadable {
        int end = text.indexOf('\n', position);
        if (end < 0) {
            throw new Unreadable("the file ends within " + what);
        }
        String line = text.substring(position, end);
        if (line.endsWith("\r")) {
            throw new Unreadable("CRLF at the end of a line of " + what);
        }
        position = end + 1;
        return line;
    }

    /** Whether the next line begins so. */
    boolean begins(char first) {
        return position < text.length() && text.charAt(position) == first;
    }

    boolean beginsWithDigit() {
        return position < text.length() && Ascii.isDigit(text.charAt(position));
    }

    /** What stands before {@code end}, which is passed. */
    String until(char end, int most, String what) throws Unreadable {
        int at = text.indexOf(end, position);
        if (at < 0 || at - position > most) {
            throw new Unreadable(what + " does not end");
        }
        String read = text.substring(position, at);
        position = at + 1;
        return read;
    }

    String take(int octets, String what) throws Unreadable {
        if (octets > text.length() - position) {
            throw new Unreadable("the file ends within " + what);
        }
        String taken = text.substring(position, position + octets);
        position += octets;
        return taken;
    }
}
