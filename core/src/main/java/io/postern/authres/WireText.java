// SPDX-License-Identifier: Apache-2.0
package io.postern.authres;

import io.postern.value.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;

/** The small grammars of RFC 8601 §2.2 and what it imports, and how text is quoted to fit them. */
final class WireText {
    /**
     * Octets of one value, reason or comment with its quotes. Ours: with a property's name it stays within a line of
     * 998 octets (RFC 5322 §2.1.1), wherever it can be folded.
     */
    static final int MAX_TEXT_OCTETS = 900;

    /** Octets that one char may take when it is written: in UTF-8, behind a backslash, or a space as a fold. */
    static final int MAX_CHAR_OCTETS = 3;

    /** RFC 2045 §5.1. */
    private static final String TSPECIALS = "()<>@,;:\\\"/[]?=";
    /** Which ASCII characters a token has; asked for every character that is written. */
    private static final boolean[] TOKEN_CHARS = tokenChars();
    /** RFC 5322 §3.2.3, without letters and digits. */
    private static final String ATEXT_SPECIALS = "!#$%&'*+-/=?^_`{|}~";

    private WireText() {}

    /** Whether a field may hold it: no control character, no line end, no half of a surrogate pair. */
    static boolean isClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Ascii.isPrintable(text.charAt(i))) {
                return text.substring(i).codePoints().allMatch(WireText::isClean);
            }
        }
        return true;
    }

    /** Any text made {@link #isClean}: {@code ?} for each character that is not. */
    static String clean(String text) {
        if (isClean(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(isClean(c) ? c : '?'));
        return out.toString();
    }

    static boolean isClean(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }

    /** RFC 5321 §4.1.2: Keyword = Ldh-str; ends with a letter or digit. */
    static boolean isKeyword(String text) {
        return isRun(text, WireText::isKeywordChar) && text.charAt(text.length() - 1) != '-';
    }

    static boolean isKeywordChar(int c) {
        return Ascii.isAlpha(c) || Ascii.isDigit(c) || c == '-';
    }

    /** What senders use where a Keyword should stand. */
    static boolean isLooseChar(int c) {
        return isKeywordChar(c) || c == '_';
    }

    static boolean isLooseWord(String text) {
        return isRun(text, WireText::isLooseChar);
    }

    static boolean isDottedWord(String text) {
        return isRun(text, WireText::isDottedChar);
    }

    static boolean isDottedChar(int c) {
        return isLooseChar(c) || c == '.';
    }

    /** RFC 2045 §5.1: token. With RFC 6532 §3.2 also what is not ASCII, when it is read. */
    static boolean isTokenChar(int c) {
        return c >= 0x80 || TOKEN_CHARS[c];
    }

    /** What written without quotes is a {@code value}: an ASCII token. */
    static boolean isToken(String text) {
        return isRun(text, c -> c < 0x80 && isTokenChar(c));
    }

    /** RFC 5322 §3.2.3, RFC 6532 §3.2, and the dot: RFC 5321 §4.1.2 Dot-string. */
    static boolean isLocalPartChar(int c) {
        return isAtext(c) || c == '.';
    }

    /** RFC 6376 §3.5 domain-name, RFC 8616 §4: letters, digits, hyphens and dots, or what is not ASCII. */
    static boolean isDomainChar(int c) {
        return isKeywordChar(c) || c == '.' || c >= 0x80;
    }

    /**
     * Whether a property's value is an email address or a domain with {@code @} before it, which is written without
     * quotes around the whole (RFC 8601 §2.2: pvalue).
     */
    static boolean isAddress(String value) {
        int at = value.lastIndexOf('@');
        return at >= 0
                && isDotted(value.substring(at + 1), WireText::isDomainChar)
                && isLocalPart(value.substring(0, at));
    }

    private static boolean isLocalPart(String text) {
        return text.isEmpty() || isDotted(text, WireText::isLocalPartChar) || isQuotedString(text);
    }

    /** RFC 5321 §4.1.2: sub-domain and Dot-string have no empty part. */
    private static boolean isDotted(String text, IntPredicate isPart) {
        return isRun(text, isPart) && !text.startsWith(".") && !text.endsWith(".") && !text.contains("..");
    }

    /** RFC 5321 §4.1.2: Quoted-string, as written. */
    static boolean isQuotedString(String text) {
        int last = text.length() - 1;
        if (last < 1 || text.charAt(0) != '"' || text.charAt(last) != '"') {
            return false;
        }
        for (int i = 1; i < last; i++) {
            if (text.charAt(i) == '"' || (text.charAt(i) == '\\' && ++i == last)) {
                return false;
            }
        }
        return true;
    }

    /** RFC 8601 §2.2 value: a token, or else a quoted-string. */
    static String value(String text) {
        return isToken(text) ? text : '"' + escape(text, "\"\\") + '"';
    }

    /** RFC 8601 §2.2 pvalue: an address as it is, or else a value. */
    static String pvalue(String text) {
        return isAddress(text) ? text : value(text);
    }

    /** RFC 5322 §3.2.2 comment. */
    static String comment(String text) {
        return '(' + escape(text, "()\\") + ')';
    }

    /** The longest beginning of clean text that is within {@link #MAX_TEXT_OCTETS} when it is quoted. */
    static String cut(String text) {
        int octets = 2;
        if (octets + MAX_CHAR_OCTETS * text.length() <= MAX_TEXT_OCTETS) {
            return text;
        }
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            octets += quotedOctets(text.codePointAt(i));
            if (octets > MAX_TEXT_OCTETS) {
                return text.substring(0, i);
            }
        }
        return text;
    }

    /** Whether it is not longer than {@link #cut} makes it. */
    static boolean fits(String text) {
        return cut(text).length() == text.length();
    }

    private static int quotedOctets(int codePoint) {
        if (codePoint < 0x80) {
            return "()\"\\".indexOf(codePoint) < 0 ? 1 : 2;
        }
        return codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    static int octets(String text) {
        return Ascii.isAscii(text) ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean isAtext(int c) {
        return Ascii.isAlpha(c) || Ascii.isDigit(c) || c >= 0x80 || ATEXT_SPECIALS.indexOf(c) >= 0;
    }

    private static boolean isRun(String text, IntPredicate fits) {
        for (int i = 0; i < text.length(); i++) {
            if (!fits.test(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean[] tokenChars() {
        boolean[] chars = new boolean[0x80];
        for (int c = 0; c < chars.length; c++) {
            chars[c] = Ascii.isVisible(c) && TSPECIALS.indexOf(c) < 0;
        }
        return chars;
    }

    private static String escape(String text, String special) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            if (special.indexOf(text.charAt(i)) >= 0) {
                out.append('\\');
            }
            out.append(text.charAt(i));
        }
        return out.toString();
    }
}
