// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.value.Ascii;
import io.postern.value.Parsed;

/**
 * The id of a message, which its two files are named by: three groups of base-62 digits.
 *
 * @param text of one of the two {@linkplain IdForm forms}
 */
public record SpoolId(String text) implements Comparable<SpoolId> {
    private static final String RULE = "message id";
    private static final String HEADER = "-H";
    private static final String DATA = "-D";
    private static final String JOURNAL = "-J";
    /** Exim names the folder by the sixth character, in ids of both forms. */
    private static final int SPLIT_CHARACTER = 5;

    public SpoolId {
        if (!isId(text)) {
            throw new IllegalArgumentException("no message id: " + Ascii.printable(text, 40));
        }
    }

    public static Parsed<SpoolId> parse(String text) {
        return isId(text)
                ? Parsed.ok(new SpoolId(text))
                : Parsed.malformed(0, RULE, "not of the form tttttt-pppppp-ss or tttttt-ppppppppppp-ssss");
    }

    /** From the name of an {@code -H} file. */
    public static Parsed<SpoolId> ofHeaderName(String name) {
        return name.endsWith(HEADER)
                ? parse(name.substring(0, name.length() - HEADER.length()))
                : Parsed.malformed(0, RULE, "a name that does not end in -H");
    }

    public IdForm form() {
        return text.length() == IdForm.SHORT.length() ? IdForm.SHORT : IdForm.LONG;
    }

    /** The name of the folder that it lies in where spools are split. */
    public String splitFolder() {
        return text.substring(SPLIT_CHARACTER, SPLIT_CHARACTER + 1);
    }

    /** The name of the file with envelope and header fields, which is also its first line. */
    public String headerName() {
        return text + HEADER;
    }

    /** The name of the file with the body, which is also its first line. */
    public String dataName() {
        return text + DATA;
    }

    /** The name of the file in which Exim notes whom it has delivered to while it does so. */
    public String journalName() {
        return text + JOURNAL;
    }

    /** Where an {@code -H} is written before it has its name. */
    public String temporaryName() {
        return "hdr." + text;
    }

    /** Octets of the first line of {@code -D}: what locks cover. */
    public int nameLineOctets() {
        return text.length() + DATA.length() + 1;
    }

    @Override
    public int compareTo(SpoolId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    static boolean isDataName(String line) {
        return line.endsWith(DATA) && isId(line.substring(0, line.length() - DATA.length()));
    }

    private static boolean isId(String text) {
        return isId(text, IdForm.SHORT) || isId(text, IdForm.LONG);
    }

    private static boolean isId(String text, IdForm form) {
        if (text.length() != form.length()) {
            return false;
        }
        int secondDash = IdForm.TIME_DIGITS + 1 + form.processDigits();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean dash = i == IdForm.TIME_DIGITS || i == secondDash;
            if (dash ? c != '-' : !Ascii.isAlpha(c) && !Ascii.isDigit(c)) {
                return false;
            }
        }
        return true;
    }
}
