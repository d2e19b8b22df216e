// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

/** What the parts of a line may hold. */
final class SpoolText {
    /** Octets of an address. Ours; RFC 5321 §4.5.3.1.3 allows a path 256. */
    static final int MAX_ADDRESS = 2_000;
    /** Octets of any other value. Ours, against exhaustion. */
    static final int MAX_VALUE = 64 * 1024;

    private SpoolText() {}

    /** Whether it can stand in a line as an address: octets, no control characters, not too long. */
    static boolean isAddress(String text) {
        return text.length() <= MAX_ADDRESS && text.chars().allMatch(c -> c >= 0x20 && c != 0x7F && c <= 0xFF);
    }

    /** Whether it can stand at the end of a line. */
    static boolean isValue(String text) {
        return text.length() <= MAX_VALUE
                && !text.endsWith("\r")
                && text.chars().allMatch(c -> c != '\n' && c != 0 && c <= 0xFF);
    }

    static void require(boolean right, String what) {
        if (!right) {
            throw new IllegalArgumentException(what);
        }
    }
}
