// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.value.Ascii;
import io.postern.value.Parsed;
import java.util.Set;

/** The line of one recipient. What stands behind the address is read from the right, for addresses may hold spaces. */
final class RecipientLine {
    private static final String RULE = "recipient";
    /** Behind the address come errors-to and parent. */
    private static final int HAS_ERRORS_TO = 1;
    /** Before them come original recipient and notify flags. */
    private static final int HAS_DSN = 2;

    private final String line;
    /** Behind the last character that has not been read. */
    private int end;

    private RecipientLine(String line) {
        this.line = line;
        this.end = line.length();
    }

    static String format(SpoolRecipient recipient) {
        String address = recipient.address();
        if (recipient.isPlain() && !looksExtended(address)) {
            return address;
        }
        return address + " " + recipient.originalRecipient() + " "
                + recipient.originalRecipient().length() + "," + DsnNotify.bits(recipient.notifications()) + " "
                + recipient.errorsTo() + " " + recipient.errorsTo().length() + "," + recipient.parent() + "#"
                + (HAS_ERRORS_TO | HAS_DSN);
    }

    static Parsed<SpoolRecipient> parse(String line) {
        try {
            return Parsed.ok(new RecipientLine(line).read());
        } catch (Unreadable | IllegalArgumentException bad) {
            return Parsed.malformed(0, RULE, String.valueOf(bad.getMessage()));
        }
    }

    /** Whether Exim would take the end of an address for something else. */
    private static boolean looksExtended(String address) {
        char last = lastBeforeDigits(address);
        return last == ',' || last == ' ' || last == '#';
    }

    private static char lastBeforeDigits(String text) {
        int i = text.length() - 1;
        while (i >= 0 && Ascii.isDigit(text.charAt(i))) {
            i--;
        }
        return i < 0 ? 'x' : text.charAt(i);
    }

    private SpoolRecipient read() throws Unreadable {
        return switch (lastBeforeDigits(line)) {
            case ',' -> ofExim3();
            case ' ' -> {
                int parent = number(since(line.lastIndexOf(' ') + 1));
                yield recipient(line.substring(0, line.lastIndexOf(' ')), parent);
            }
            case '#' -> extended();
            default -> SpoolRecipient.of(line);
        };
    }

    /** Address, space, three numbers, of which the second is the parent; without the space it is an address. */
    private SpoolRecipient ofExim3() throws Unreadable {
        int start = startOfNumbers();
        if (start == 0 || line.charAt(start - 1) != ' ') {
            return SpoolRecipient.of(line);
        }
        String[] numbers = line.substring(start).split(",", -1);
        return recipient(line.substring(0, start - 1), numbers.length < 2 ? -1 : number(numbers[1]));
    }

    private SpoolRecipient extended() throws Unreadable {
        int flags = number(since(line.lastIndexOf('#') + 1));
        end = line.lastIndexOf('#');
        String errorsTo = "";
        int parent = SpoolRecipient.NO_PARENT;
        String original = "";
        Set<DsnNotify> notify = Set.of();
        if ((flags & HAS_ERRORS_TO) != 0) {
            int[] pair = pair();
            parent = Math.max(SpoolRecipient.NO_PARENT, pair[1]);
            errorsTo = textOf(pair[0]);
        }
        if ((flags & HAS_DSN) != 0) {
            int[] pair = pair();
            notify = DsnNotify.ofBits(pair[1]);
            original = textOf(pair[0]);
        }
        return new SpoolRecipient(line.substring(0, end), notify, original, errorsTo, parent);
    }

    /** A length and a number at the end of what is left, with a space before them that is passed. */
    private int[] pair() throws Unreadable {
        int start = startOfNumbers();
        String[] numbers = line.substring(start, end).split(",", -1);
        if (numbers.length != 2 || start == 0 || line.charAt(start - 1) != ' ') {
            throw new Unreadable("a space, a length and a number expected");
        }
        end = start - 1;
        return new int[] {number(numbers[0]), number(numbers[1])};
    }

    /** As many characters at the end of what is left, with a space before them that is passed. */
    private String textOf(int length) throws Unreadable {
        int start = end - length;
        if (length < 0 || start < 1 || line.charAt(start - 1) != ' ') {
            throw new Unreadable("a length that does not fit");
        }
        String text = line.substring(start, end);
        end = start - 1;
        return text;
    }

    private int startOfNumbers() {
        int start = end;
        while (start > 0 && isOfNumbers(line.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static boolean isOfNumbers(char c) {
        return Ascii.isDigit(c) || c == ',' || c == '-';
    }

    private String since(int start) {
        return line.substring(start);
    }

    private static SpoolRecipient recipient(String address, int parent) {
        return new SpoolRecipient(address, Set.of(), "", "", Math.max(SpoolRecipient.NO_PARENT, parent));
    }

    private static int number(String text) throws Unreadable {
        boolean negative = text.startsWith("-");
        String digits = negative ? text.substring(1) : text;
        if (digits.length() > 9 || !digits.chars().allMatch(Ascii::isDigit)) {
            throw new Unreadable("a number expected");
        }
        int value = digits.isEmpty() ? 0 : Integer.parseInt(digits);
        return negative ? -value : value;
    }
}
