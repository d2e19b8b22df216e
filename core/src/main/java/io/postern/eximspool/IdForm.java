// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

/** The two forms of message ids: digits of time, of process, and of a part of a second. */
public enum IdForm {
    /** {@code tttttt-pppppp-ss}: every Exim reads it. */
    SHORT("16", 6, 2, 2_000, 200),
    /** {@code tttttt-ppppppppppp-ssss}: Exim 4.97 and later. */
    LONG("23", 11, 4, 1_000_000, 500_000);

    /** Digits of the seconds since 1970. */
    static final int TIME_DIGITS = 6;

    private final String keyword;
    private final int processDigits;
    private final int partDigits;
    private final int parts;
    private final int partsWithNode;

    IdForm(String keyword, int processDigits, int partDigits, int parts, int partsWithNode) {
        this.keyword = keyword;
        this.processDigits = processDigits;
        this.partDigits = partDigits;
        this.parts = parts;
        this.partsWithNode = partsWithNode;
    }

    /** How many characters an id has, as configurations write it. */
    public String keyword() {
        return keyword;
    }

    /** Characters of an id. */
    public int length() {
        return TIME_DIGITS + processDigits + partDigits + 2;
    }

    int processDigits() {
        return processDigits;
    }

    int partDigits() {
        return partDigits;
    }

    /** Parts of a second that an id tells apart, if it has the number of a node and if not. */
    int partsOfSecond(boolean node) {
        return node ? partsWithNode : parts;
    }
}
