// SPDX-License-Identifier: Apache-2.0
package io.postern.authres;

import io.postern.value.Ascii;
import io.postern.value.Cursor;
import io.postern.value.Utf8;

/**
 * Looks in a field for an authserv-id, by looser rules than any parser has: it must find what the most careless reader
 * could find. One pass, no recursion, no limit on depth.
 */
final class Claim {
    private final Cursor in;
    private final AuthservId id;
    /** A comment or quoted string ended with the field. */
    private boolean unclosed;

    private Claim(String text, AuthservId id) {
        this.in = new Cursor(text);
        this.id = id;
    }

    /** Whether this body of an Authentication-Results field, an octet string, begins with the id. */
    static boolean isMade(String body, AuthservId id) {
        String text = Utf8.decodeLeniently(body);
        Claim claim = new Claim(text, id);
        return claim.isMade() || (claim.unclosed && id.isMentionedIn(text));
    }

    /** Whether such a field begins behind a bare CR in these octets of another field, an octet string. */
    static boolean isHidden(String octets, AuthservId id) {
        for (String line : octets.split("\r(?![\n \t])", -1)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, Math.max(colon, 0)).strip();
            if (Ascii.equalsIgnoreCase(name, AuthenticationResults.FIELD_NAME)
                    && isMade(line.substring(colon + 1), id)) {
                return true;
            }
        }
        return false;
    }

    private boolean isMade() {
        fieldName();
        boolean first = true;
        do {
            int start = in.position();
            skipSpace();
            // a comment is one only for who nests them alike
            if (first && id.isMentionedIn(in.since(start))) {
                return true;
            }
            String word = word();
            skipSpace();
            boolean isMethod = !first && (in.peek() == '=' || in.peek() == '/');
            if (!isMethod && id.matches(word)) {
                return true;
            }
            // DEVIATES RFC 8601 §5: a field without a readable authserv-id that mentions ours goes too, to be safe
            unclosed |= first && word.isEmpty();
            first = false;
        } while (nextSegment());
        return false;
    }

    /** The field's own name once more, as the lenient grammar allows. */
    private void fieldName() {
        skipSpace();
        in.acceptIgnoreCase("ARC-");
        boolean isName = in.acceptIgnoreCase(AuthenticationResults.FIELD_NAME);
        skipSpace();
        if (!isName || !in.accept(':')) {
            in.reset(0);
        }
    }

    /** Past the next semicolon that stands in no comment and no quotes. */
    private boolean nextSegment() {
        while (!in.atEnd()) {
            int c = in.peek();
            if (c == '(') {
                comment();
            } else if (c == '"') {
                quoted();
            } else if (in.take() == ';') {
                return true;
            }
        }
        return false;
    }

    private void skipSpace() {
        for (int c = in.peek(); c == '(' || (c != Cursor.END && c <= ' ') || c == 0x7F; c = in.peek()) {
            if (c == '(') {
                comment();
            } else {
                in.take();
            }
        }
    }

    /** What could be an authserv-id: without quotes and backslashes. */
    private String word() {
        if (in.peek() == '"') {
            return quoted();
        }
        return in.takeWhile(c -> ";(=\"/ \t\r\n".indexOf(c) < 0).replace("\\", "");
    }

    private String quoted() {
        StringBuilder text = new StringBuilder();
        in.take();
        while (!in.accept('"')) {
            in.accept('\\');
            if (in.atEnd()) {
                unclosed = true;
                break;
            }
            text.append((char) in.take());
        }
        return text.toString();
    }

    private void comment() {
        int depth = 0;
        do {
            int c = in.take();
            if (c == '\\') {
                in.take();
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        } while (depth > 0 && !in.atEnd());
        unclosed |= depth > 0;
    }
}
