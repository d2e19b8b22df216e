// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.value.Ascii;

/**
 * A fact about how a message came, under the name that Exim has for it, such as {@code helo_name}.
 *
 * @param name letters, digits and underscores
 * @param value octet string without LF and NUL; empty for a fact that is true by being there
 */
public record SpoolVariable(String name, String value, Taint taint) {
    private static final int MAX_NAME = 64;

    public SpoolVariable {
        SpoolText.require(isName(name), "not the name of a variable");
        SpoolText.require(SpoolText.isValue(value), "a value that no line can hold");
    }

    /** A fact of our own. */
    public static SpoolVariable of(String name, String value) {
        return new SpoolVariable(name, value, Taint.NONE);
    }

    /** What somebody sent. */
    public static SpoolVariable remote(String name, String value) {
        return new SpoolVariable(name, value, Taint.REMOTE);
    }

    /** Whether a value can be written: it has no LF, no NUL, no character above U+00FF, and is not too long. */
    public static boolean canHold(String value) {
        return SpoolText.isValue(value);
    }

    static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_NAME
                && name.chars().allMatch(c -> Ascii.isAlpha(c) || Ascii.isDigit(c) || c == '_');
    }
}
