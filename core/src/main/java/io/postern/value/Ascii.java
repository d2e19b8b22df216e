// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

/** Character classes of the mail standards, on ASCII only and without locales; every other character is in no class. */
public final class Ascii {
    private Ascii() {}

    /** RFC 5234 ALPHA. */
    public static boolean isAlpha(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** A to Z. */
    public static boolean isUpperCase(int c) {
        return c >= 'A' && c <= 'Z';
    }

    /** RFC 5234 DIGIT. */
    public static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** RFC 5234 1*DIGIT. */
    public static boolean isNumber(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** RFC 5234 HEXDIG, lower case too. */
    public static boolean isHexDigit(int c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    /** RFC 5234 VCHAR: printable and not a space. */
    public static boolean isVisible(int c) {
        return c > 0x20 && c < 0x7F;
    }

    /** RFC 5234 VCHAR or SP. */
    public static boolean isPrintable(int c) {
        return c >= 0x20 && c < 0x7F;
    }

    /** Whether every character is VCHAR or SP; true for the empty string. */
    public static boolean isPrintable(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPrintable(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether every character is below U+0080; true for the empty string. */
    public static boolean isAscii(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** A to Z become a to z; every other character stays. */
    public static char toLowerCase(char c) {
        // without a branch, as nobody can foretell which letter of a text is a capital: the sign tells that this is one
        int capital = ('A' - 1 - c) & (c - ('Z' + 1));
        return (char) (c | (capital >>> 26 & 0x20));
    }

    /** A to Z become a to z; returns the same object when there is nothing to do. */
    public static String toLowerCase(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return lowerFrom(text, i);
            }
        }
        return text;
    }

    /** Equality that takes A to Z for a to z and every other character as it is. */
    public static boolean equalsIgnoreCase(CharSequence a, CharSequence b) {
        if (a.length() != b.length()) {
            return false;
        }
        for (int i = 0; i < a.length(); i++) {
            if (toLowerCase(a.charAt(i)) != toLowerCase(b.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Text for a log line, a reply or a comment: at most {@code maxLength} characters, each that is not printable ASCII
     * replaced by {@code ?}; a cut is shown by {@code ...} within that length.
     */
    public static String printable(String text, int maxLength) {
        boolean cut = text.length() > maxLength;
        if (!cut && isPrintable(text)) {
            return text;
        }
        int keep = cut ? Math.max(0, maxLength - 3) : text.length();
        StringBuilder out = new StringBuilder(keep + 3);
        for (int i = 0; i < keep; i++) {
            char c = text.charAt(i);
            out.append(isPrintable(c) ? c : '?');
        }
        return cut ? out.append("...").substring(0, Math.min(maxLength, out.length())) : out.toString();
    }

    private static String lowerFrom(String text, int first) {
        char[] chars = text.toCharArray();
        for (int i = first; i < chars.length; i++) {
            chars[i] = toLowerCase(chars[i]);
        }
        return new String(chars);
    }
}
