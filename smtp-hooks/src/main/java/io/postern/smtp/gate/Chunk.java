// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.postern.value.Ascii;
import io.postern.value.Parsed;

/**
 * A BDAT command.
 *
 * @param octets how many of a message follow the command's line, 0 upwards
 * @param last whether they are the message's last
 */
record Chunk(long octets, boolean last) {
    /** Ours: an eighth of what a long holds. RFC 3030 §2 allows 20 digits. */
    private static final int MAX_DIGITS = 18;

    /** RFC 3030 §2: {@code "BDAT" SP chunk-size [ SP end-marker ] CR LF}; white space at the end does no harm. */
    static Parsed<Chunk> parse(String command) {
        String[] words = command.trim().split(" +", -1);
        if (words.length < 2 || words.length > 3) {
            return Parsed.malformed(0, "bdat-cmd", "a size, and maybe LAST");
        }
        String size = words[1];
        boolean number =
                !size.isEmpty() && size.length() <= MAX_DIGITS && size.chars().allMatch(Ascii::isDigit);
        if (!number) {
            return Parsed.malformed(words[0].length(), "chunk-size", "1 to " + MAX_DIGITS + " digits");
        }
        boolean last = words.length == 3;
        return last && !Ascii.equalsIgnoreCase(words[2], "LAST")
                ? Parsed.malformed(command.length() - words[2].length(), "end-marker", "LAST or nothing")
                : Parsed.ok(new Chunk(Long.parseLong(size), last));
    }
}
