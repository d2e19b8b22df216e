// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.value.Ascii;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The lines of {@code -H} that begin with a hyphen. */
final class HeaderVariables {
    private static final String MICROS = "received_time_usec";
    private static final String LINES = "body_linecount";
    private static final String ZEROS = "body_zerocount";
    private static final String LONGEST_LINE = "max_received_linelength";
    private static final String WIRE = "spool_file_wireformat";
    /** Variables that are not facts of the envelope, but of the two files. */
    private static final Set<String> OF_FILE = Set.of(MICROS, LINES, ZEROS, LONGEST_LINE, WIRE);

    private static final int MAX_NAME = 64;
    private static final int MICRO_DIGITS = 6;
    /** Has one digit more. */
    private static final int MILLION = 1_000_000;

    private final List<SpoolVariable> variables = new ArrayList<>();
    private final List<AclVariable> aclVariables = new ArrayList<>();
    private long micros;
    private int lines;
    private int zeros;
    private int longestLine;
    private BodyForm form = BodyForm.LINE_FEED;

    static boolean ofFile(String name) {
        return OF_FILE.contains(name);
    }

    static void write(SpoolEnvelope envelope, BodyFacts body, OctetText text) throws IOException {
        int micros = envelope.received().get(ChronoField.MICRO_OF_SECOND);
        if (micros > 0) {
            text.add("-" + MICROS + " .").line(String.valueOf(MILLION + micros).substring(1));
        }
        for (SpoolVariable variable : envelope.variables()) {
            text.add(variable.taint().prefix()).add(variable.name());
            text.add(variable.value().isEmpty() ? "" : " ").line(variable.value());
        }
        for (AclVariable variable : envelope.aclVariables()) {
            text.add(variable.taint().prefix()).add("acl").add(variable.scope().letter());
            text.add(' ').add(variable.name()).add(' ').add(variable.value().length());
            text.add('\n').line(variable.value());
        }
        if (body.form() == BodyForm.WIRE) {
            text.line("-" + WIRE);
        } else {
            write(LINES, body.lines(), text);
        }
        write(LONGEST_LINE, body.longestLine(), text);
        if (body.zeros() > 0) {
            write(ZEROS, body.zeros(), text);
        }
    }

    private static void write(String name, int count, OctetText text) throws IOException {
        text.add('-').add(name).add(' ').add(count).endLine();
    }

    /** Reads one line that begins with a hyphen, or more if it says so. */
    void read(SpoolLines file) throws Unreadable {
        if (variables.size() + aclVariables.size() == SpoolEnvelope.MAX_VARIABLES) {
            throw new Unreadable("more than " + SpoolEnvelope.MAX_VARIABLES + " variables");
        }
        file.take(1, "the variables");
        Taint taint = taint(file);
        String line = file.next("the variables");
        int space = line.indexOf(' ');
        String name = space < 0 ? line : line.substring(0, space);
        String value = space < 0 ? "" : line.substring(space + 1);
        if (name.equals("aclc") || name.equals("aclm")) {
            AclVariable.Scope scope = name.endsWith("c") ? AclVariable.Scope.CONNECTION : AclVariable.Scope.MESSAGE;
            aclVariables.add(acl(scope, value, taint, file));
        } else if (ofFile(name)) {
            fact(name, value);
        } else if (name.length() <= MAX_NAME && SpoolVariable.isName(name) && SpoolVariable.canHold(value)) {
            variables.add(new SpoolVariable(name, value, taint));
        } else {
            throw new Unreadable("not a variable");
        }
    }

    private static Taint taint(SpoolLines file) throws Unreadable {
        if (!file.begins('-')) {
            return Taint.NONE;
        }
        file.take(1, "the variables");
        if (!file.begins('(')) {
            return Taint.REMOTE;
        }
        file.take(1, "the variables");
        String kind = file.until(')', MAX_NAME, "the kind of a quoted variable");
        try {
            return new Taint(true, kind);
        } catch (IllegalArgumentException bad) {
            throw new Unreadable("not a kind of lookup");
        }
    }

    /** Name and length in the line, then as many octets and LF. */
    private static AclVariable acl(AclVariable.Scope scope, String line, Taint taint, SpoolLines file)
            throws Unreadable {
        int space = line.indexOf(' ');
        String name = space < 0 ? "" : line.substring(0, space);
        int length = number(line.substring(space + 1), "the length of an ACL variable");
        String value = file.take(length, "an ACL variable");
        if (!file.take(1, "an ACL variable").equals("\n")) {
            throw new Unreadable("an ACL variable longer than it says");
        }
        if (!AclVariable.isName(name) || !AclVariable.canHold(value)) {
            throw new Unreadable("not an ACL variable");
        }
        return new AclVariable(scope, name, value, taint);
    }

    private void fact(String name, String value) throws Unreadable {
        switch (name) {
            case MICROS -> micros = micros(value);
            case LINES -> lines = number(value, name);
            case ZEROS -> zeros = number(value, name);
            case LONGEST_LINE -> longestLine = number(value, name);
            case WIRE -> form = BodyForm.WIRE;
            default -> throw new AssertionError(name);
        }
    }

    private static long micros(String value) throws Unreadable {
        String digits = value.startsWith(".") ? value.substring(1) : "";
        if (digits.isEmpty() || digits.length() > MICRO_DIGITS) {
            throw new Unreadable(MICROS + ": not a part of a second");
        }
        return number((digits + "00000").substring(0, MICRO_DIGITS), MICROS);
    }

    static int number(String text, String what) throws Unreadable {
        if (!Ascii.isNumber(text) || text.length() > 9) {
            throw new Unreadable(what + ": not a number");
        }
        return Integer.parseInt(text);
    }

    List<SpoolVariable> variables() {
        return variables;
    }

    List<AclVariable> aclVariables() {
        return aclVariables;
    }

    Instant received(long seconds) {
        return Instant.ofEpochSecond(seconds, micros * 1_000);
    }

    BodyFacts body() {
        return new BodyFacts(form, lines, zeros, longestLine);
    }
}
