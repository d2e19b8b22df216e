// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.value.Cursor;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.List;

/**
 * The lexical tokens of an address field (RFC 5322 §3.2), comments and white space left out. One pass; comments nest
 * without recursion.
 */
final class AddressTokens {
    /** The kinds of token. */
    enum Kind {
        /** What is neither special nor space; octets above 127 too (RFC 6532 §3.2). */
        WORD,
        /** A quoted-string; its text is not kept. */
        QUOTED,
        /** {@code [...]}, brackets kept. */
        LITERAL,
        /** One of {@code <>,;:@.\}. */
        SPECIAL
    }

    /** One token; of a quoted-string the text is empty. */
    record Token(Kind kind, String text) {
        boolean is(char special) {
            return kind == Kind.SPECIAL && text.charAt(0) == special;
        }

        /** Whether it can stand between the dots of a local-part. */
        boolean isWord() {
            return kind == Kind.WORD || kind == Kind.QUOTED;
        }
    }

    private static final String RULE = "CFWS";

    private final Cursor in;
    private final List<Token> tokens = new ArrayList<>();

    private AddressTokens(String text) {
        this.in = new Cursor(text);
    }

    /** Of an unfolded field body, an octet string. */
    static Parsed<List<Token>> of(String unfoldedBody) {
        AddressTokens reader = new AddressTokens(unfoldedBody);
        while (!reader.in.atEnd()) {
            int start = reader.in.position();
            if (!reader.next()) {
                return Parsed.malformed(
                        start, RULE, "a comment, quote or bracket that is not closed, or a control character");
            }
        }
        return Parsed.ok(reader.tokens);
    }

    /** Reads one token or some white space; false where there is neither. */
    private boolean next() {
        int c = in.peek();
        if (isSpace(c)) {
            in.takeWhile(AddressTokens::isSpace);
            return true;
        }
        if (c == '(') {
            return comment();
        }
        if (c == '"') {
            return quotedString();
        }
        if (c == '[') {
            return literal();
        }
        if (isSingle(c)) {
            tokens.add(new Token(Kind.SPECIAL, String.valueOf((char) in.take())));
            return true;
        }
        String word = in.takeWhile(AddressTokens::isWordChar);
        tokens.add(new Token(Kind.WORD, word));
        return !word.isEmpty();
    }

    // RFC 5322 §3.2.2
    private boolean comment() {
        int depth = 0;
        do {
            int c = in.take();
            if (c == '\\') {
                c = in.take() == Cursor.END ? Cursor.END : ' ';
            }
            if (c == Cursor.END || isControl(c)) {
                return false;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        } while (depth > 0);
        return true;
    }

    // RFC 5322 §3.2.4
    private boolean quotedString() {
        in.take();
        for (int c = in.take(); c != '"'; c = in.take()) {
            if (c == '\\') {
                c = in.take();
            }
            if (c == Cursor.END || isControl(c)) {
                return false;
            }
        }
        tokens.add(new Token(Kind.QUOTED, ""));
        return true;
    }

    // RFC 5322 §3.4.1
    private boolean literal() {
        int start = in.position();
        for (int c = in.take(); c != ']'; c = in.take()) {
            if (c == Cursor.END || isControl(c)) {
                return false;
            }
        }
        tokens.add(new Token(Kind.LITERAL, in.since(start)));
        return true;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isControl(int c) {
        return (c < ' ' && c != '\t') || c == 0x7F;
    }

    private static boolean isWordChar(int c) {
        return switch (c) {
            case '(', ')', '[', ']', '"', ' ', '\t' -> false;
            default -> !isSingle(c) && !isControl(c);
        };
    }

    /** A special that is a token by itself. */
    private static boolean isSingle(int c) {
        return switch (c) {
            case '<', '>', ',', ';', ':', '@', '.', '\\' -> true;
            default -> false;
        };
    }
}
