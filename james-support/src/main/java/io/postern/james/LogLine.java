// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.value.Ascii;

/**
 * A line of {@code key=value} pairs. Values are printable ASCII of at most {@value #MAX_VALUE} characters; one that is
 * empty or holds a space, a quote or an equals sign stands between quotes, in which quotes become apostrophes. So no
 * remote text can begin a pair or a line. Not thread-safe.
 */
public final class LogLine {
    private static final int MAX_VALUE = 255;

    private final StringBuilder text = new StringBuilder(200);

    /** Text as a value would hold it. */
    public static String printable(String text) {
        return Ascii.printable(text, MAX_VALUE);
    }

    public LogLine add(String key, String value) {
        String clean = printable(value).replace('"', '\'');
        boolean bare = !clean.isEmpty() && clean.indexOf(' ') < 0 && clean.indexOf('=') < 0 && clean.indexOf('\'') < 0;
        text.append(text.isEmpty() ? "" : " ").append(key).append('=');
        if (bare) {
            text.append(clean);
        } else {
            text.append('"').append(clean).append('"');
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
