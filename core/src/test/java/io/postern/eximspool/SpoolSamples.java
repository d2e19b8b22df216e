// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.message.Message;
import io.postern.message.OctetSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Messages and envelopes from a seed: ordinary ones and the strange ones that mail knows. */
final class SpoolSamples {
    private static final List<String> ADDRESSES = List.of(
            "alice@example.org",
            "\"two words\"@example.org",
            "\"a 12\"@example.org",
            "\"quote\\\"d#3\"@example.org",
            "\"<x> 0,2\"@example.org",
            utf8("j\u00f6rg@b\u00fccher.example"),
            "x@[192.0.2.1]",
            "root",
            "odd 17",
            "odder#3",
            "oddest,12",
            "trailing#",
            "a,b@example.org",
            "x@y 1,2,3",
            "x@y 0,-1#1");
    private static final List<String> VALUES =
            List.of("mail.example.com", "[192.0.2.9]:4711", "esmtps", "", "two words", utf8("\u00fc"), "-", "\t x");
    private static final List<String> NAMES = List.of(
            "helo_name", "host_address", "host_name", "received_protocol", "ident", "smtputf8", "dsn_envid", "dsn_ret");
    private static final List<DsnNotify> NOTIFICATIONS = List.of(DsnNotify.values());
    private static final String BODY = "abc .\r\n\n\0\r\u00e9X-\t";

    private final Random random;

    SpoolSamples(long seed) {
        random = new Random(seed);
    }

    static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), ISO_8859_1);
    }

    static SpoolEnvelope envelope(String sender, String... recipients) {
        return new SpoolEnvelope(
                new Submitter("james", 1000, 1000),
                sender,
                Instant.parse("2026-11-22T04:00:00.123456Z"),
                0,
                List.of(),
                List.of(),
                new TreeSet<>(),
                List.of(recipients).stream().map(SpoolRecipient::of).toList());
    }

    static Message message(String octets) {
        try {
            return Message.read(OctetSource.of(octets.getBytes(ISO_8859_1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SpoolDraft draft(SpoolEnvelope envelope, String octets) {
        return SpoolDraft.of(envelope, message(octets)).orThrow();
    }

    SpoolEnvelope envelope() {
        int count = random.nextInt(20) == 0 ? random.nextInt(300) : random.nextInt(4);
        List<SpoolRecipient> recipients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            recipients.add(recipient());
        }
        return new SpoolEnvelope(
                new Submitter(random.nextBoolean() ? "james" : "a login", random.nextInt(70_000) - 1, -1),
                random.nextInt(4) == 0 ? "" : address(),
                Instant.ofEpochSecond(random.nextInt(Integer.MAX_VALUE), 1_000L * random.nextInt(1_000_000)),
                random.nextInt(3),
                variables(),
                aclVariables(),
                done(),
                recipients);
    }

    /** With CRLF for each line end. */
    String message() {
        StringBuilder head = new StringBuilder();
        List<String> names = List.of("From", "to", "Received", "MESSAGE-ID", "Subject", "X-\u00e9", "Cc", "no colon");
        for (int i = random.nextInt(12); i > 0; i--) {
            head.append(names.get(random.nextInt(names.size())))
                    .append(random.nextInt(9) == 0 ? " :" : ": ")
                    .append(text(random.nextInt(60)))
                    .append(random.nextInt(3) == 0 ? "\r\n\tfolded " + text(5) : "")
                    .append(random.nextInt(9) == 0 ? "\r" : "")
                    .append("\r\n");
        }
        return head + "\r\n" + body();
    }

    private String body() {
        StringBuilder body = new StringBuilder();
        for (int i = random.nextInt(200); i > 0; i--) {
            char c = BODY.charAt(random.nextInt(BODY.length()));
            body.append(c == '\n' ? "\r\n" : String.valueOf(c));
        }
        return body.toString();
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) (random.nextInt(10) == 0 ? 0x80 + random.nextInt(0x80) : 0x21 + random.nextInt(0x5E)));
        }
        return text.toString();
    }

    private SpoolRecipient recipient() {
        Set<DsnNotify> notify = EnumSet.noneOf(DsnNotify.class);
        if (random.nextInt(3) == 0) {
            notify.add(NOTIFICATIONS.get(random.nextInt(NOTIFICATIONS.size())));
            notify.add(NOTIFICATIONS.get(random.nextInt(NOTIFICATIONS.size())));
        }
        return new SpoolRecipient(
                address(),
                notify,
                random.nextInt(3) == 0 ? "rfc822;" + address() : "",
                random.nextInt(9) == 0 ? address() : "",
                random.nextInt(5) == 0 ? random.nextInt(1_000) : SpoolRecipient.NO_PARENT);
    }

    private String address() {
        return random.nextInt(3) == 0
                ? ADDRESSES.get(random.nextInt(ADDRESSES.size()))
                : "u" + random.nextInt(1_000_000) + "@d" + random.nextInt(100) + ".example";
    }

    private SortedSet<String> done() {
        SortedSet<String> done = new TreeSet<>();
        for (int i = random.nextInt(3) == 0 ? random.nextInt(40) : 0; i > 0; i--) {
            done.add(address());
        }
        return done;
    }

    private List<SpoolVariable> variables() {
        List<SpoolVariable> variables = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            Taint taint =
                    List.of(Taint.NONE, Taint.REMOTE, new Taint(true, "pgsql")).get(random.nextInt(3));
            variables.add(new SpoolVariable(
                    NAMES.get(random.nextInt(NAMES.size())), VALUES.get(random.nextInt(VALUES.size())), taint));
        }
        return variables;
    }

    private List<AclVariable> aclVariables() {
        List<AclVariable> variables = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            variables.add(new AclVariable(
                    random.nextBoolean() ? AclVariable.Scope.MESSAGE : AclVariable.Scope.CONNECTION,
                    random.nextBoolean() ? "_name" : String.valueOf(random.nextInt(20)),
                    List.of("", "x", "line one\nline two\n", "\nXX\n0\n\n", utf8("\u00fc"))
                            .get(random.nextInt(5)),
                    random.nextBoolean() ? Taint.NONE : Taint.REMOTE));
        }
        return variables;
    }
}
