// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

/**
 * What {@code -H} says about {@code -D}. Numbers are 0 where it says nothing.
 *
 * @param lines LF in the body; 0 in wire form, for which no file says it
 * @param zeros NUL in the body
 * @param longestLine octets of the longest line, header fields counted too
 */
public record BodyFacts(BodyForm form, int lines, int zeros, int longestLine) {
    public BodyFacts {
        lines = form == BodyForm.WIRE ? 0 : lines;
        SpoolText.require(lines >= 0 && zeros >= 0 && longestLine >= 0, "a negative count");
    }
}
