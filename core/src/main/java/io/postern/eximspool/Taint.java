// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.value.Ascii;

/**
 * Whether Exim may trust a value that came from outside; Exim 4.93 and later mark those that it may not.
 *
 * @param tainted whether it came from outside
 * @param quotedFor the kind of lookup that the value has been quoted for; empty if for none
 */
public record Taint(boolean tainted, String quotedFor) {
    /** A value of our own. */
    public static final Taint NONE = new Taint(false, "");
    /** A value that somebody sent. */
    public static final Taint REMOTE = new Taint(true, "");

    private static final int MAX_KIND = 32;

    public Taint {
        SpoolText.require(
                (tainted || quotedFor.isEmpty())
                        && quotedFor.length() <= MAX_KIND
                        && quotedFor.chars().allMatch(c -> Ascii.isAlpha(c) || Ascii.isDigit(c) || c == '_'),
                "not a kind of lookup");
    }

    /** What stands before the name of a variable. */
    String prefix() {
        return tainted ? quotedFor.isEmpty() ? "--" : "--(" + quotedFor + ")" : "-";
    }
}
