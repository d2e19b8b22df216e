// SPDX-License-Identifier: Apache-2.0
package io.postern.lookup;

import io.postern.value.Ascii;

/**
 * A pattern for values: {@code *} stands for any run of characters, {@code ?} for one, every other character for
 * itself, A to Z as a to z.
 */
public record ValuePattern(String text) {
    /** Fits every value. */
    public static final ValuePattern ANY = new ValuePattern("*");

    /** Whether the whole value fits. Takes time in proportion to the product of both lengths at most. */
    public boolean matches(String value) {
        int inText = 0;
        int inValue = 0;
        int star = -1;
        int tried = 0;
        while (inValue < value.length()) {
            if (inText < text.length() && text.charAt(inText) == '*') {
                star = inText++;
                tried = inValue;
            } else if (inText < text.length() && fits(text.charAt(inText), value.charAt(inValue))) {
                inText++;
                inValue++;
            } else if (star >= 0) {
                // the last star takes one character more
                inText = star + 1;
                inValue = ++tried;
            } else {
                return false;
            }
        }
        while (inText < text.length() && text.charAt(inText) == '*') {
            inText++;
        }
        return inText == text.length();
    }

    private static boolean fits(char pattern, char value) {
        return pattern == '?' || Ascii.toLowerCase(pattern) == Ascii.toLowerCase(value);
    }
}
