// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.value.Ascii;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** Reads {@code -H} by its structure, from the first line to the last. */
final class HeaderReader {
    private static final String RULE = "spool file";
    /** Digits of seconds since 1970 that an {@code Instant} holds with room. */
    private static final int MAX_SECONDS_DIGITS = 12;

    private static final int MAX_COUNT_DIGITS = 9;

    private final SpoolLines file;
    private final SpoolId expected;

    HeaderReader(String text, SpoolId expected) {
        this.file = new SpoolLines(text);
        this.expected = expected;
    }

    Parsed<SpoolHeader> read() {
        try {
            return Parsed.ok(header());
        } catch (Unreadable | IllegalArgumentException bad) {
            return Parsed.malformed(file.position(), RULE, String.valueOf(bad.getMessage()));
        }
    }

    private SpoolHeader header() throws Unreadable {
        if (!file.next("the name").equals(expected.headerName())) {
            throw new Unreadable("the first line is not " + expected.headerName());
        }
        Submitter submitter = submitter(file.next("the submitter"));
        String sender = sender(file.next("the sender"));
        String[] times = file.next("the times").split(" ", -1);
        if (times.length != 2) {
            throw new Unreadable("not a time and a count of warnings");
        }
        HeaderVariables variables = new HeaderVariables();
        while (file.begins('-')) {
            variables.read(file);
        }
        SortedSet<String> done = AddressTree.read(file);
        List<SpoolRecipient> recipients = recipients();
        if (!file.next("the empty line").isEmpty()) {
            throw new Unreadable("no empty line behind the recipients");
        }
        SpoolEnvelope envelope = new SpoolEnvelope(
                submitter,
                sender,
                variables.received(number(times[0], MAX_SECONDS_DIGITS)),
                (int) number(times[1], MAX_COUNT_DIGITS),
                variables.variables(),
                variables.aclVariables(),
                done,
                recipients);
        return new SpoolHeader(expected, envelope, variables.body(), fields());
    }

    /** Login, uid and gid, from the right, for logins may hold spaces. */
    private static Submitter submitter(String line) throws Unreadable {
        int beforeGid = line.lastIndexOf(' ');
        int beforeUid = line.lastIndexOf(' ', beforeGid - 1);
        if (beforeUid < 0) {
            throw new Unreadable("not a login, a uid and a gid");
        }
        return new Submitter(
                line.substring(0, beforeUid),
                signed(line.substring(beforeUid + 1, beforeGid)),
                signed(line.substring(beforeGid + 1)));
    }

    private static String sender(String line) throws Unreadable {
        if (line.length() < 2 || !line.startsWith("<") || !line.endsWith(">")) {
            throw new Unreadable("not a sender in angle brackets");
        }
        return line.substring(1, line.length() - 1);
    }

    private List<SpoolRecipient> recipients() throws Unreadable {
        int count = HeaderVariables.number(file.next("the count of recipients"), "the count of recipients");
        if (count > SpoolEnvelope.MAX_RECIPIENTS) {
            throw new Unreadable("more than " + SpoolEnvelope.MAX_RECIPIENTS + " recipients");
        }
        List<SpoolRecipient> recipients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Parsed<SpoolRecipient> recipient = RecipientLine.parse(file.next("the recipients"));
            if (recipient instanceof Parsed.Malformed<SpoolRecipient> bad) {
                throw new Unreadable("recipient " + (i + 1) + ": " + bad.message());
            }
            recipients.add(recipient.orThrow());
        }
        return recipients;
    }

    /** Each: how many octets, a letter, a space, the octets. */
    private List<SpoolField> fields() throws Unreadable {
        List<SpoolField> fields = new ArrayList<>();
        while (!file.atEnd()) {
            int octets = count();
            FieldType type = FieldType.ofLetter(file.take(1, "a header field").charAt(0));
            if (!file.take(1, "a header field").equals(" ")) {
                throw new Unreadable("no space before a header field");
            }
            String text = file.take(octets, "a header field");
            String fault = SpoolField.fault(text);
            if (!fault.isEmpty()) {
                throw new Unreadable(fault);
            }
            fields.add(new SpoolField(type, text));
        }
        return fields;
    }

    private int count() throws Unreadable {
        int count = 0;
        int digits = 0;
        while (file.beginsWithDigit()) {
            if (++digits > MAX_COUNT_DIGITS) {
                throw new Unreadable("a count of more than " + MAX_COUNT_DIGITS + " digits");
            }
            count = 10 * count + (file.take(1, "a header field").charAt(0) - '0');
        }
        if (digits == 0) {
            throw new Unreadable("no count before a header field");
        }
        return count;
    }

    private static long signed(String text) throws Unreadable {
        return text.startsWith("-") ? -number(text.substring(1), MAX_SECONDS_DIGITS) : number(text, MAX_SECONDS_DIGITS);
    }

    private static long number(String text, int digits) throws Unreadable {
        if (!Ascii.isNumber(text) || text.length() > digits) {
            throw new Unreadable("a number expected");
        }
        return Long.parseLong(text);
    }
}
