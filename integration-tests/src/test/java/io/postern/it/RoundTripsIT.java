// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.it.DelayProxy.Opening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What early pipelining saves on a network with a round trip of 100 ms: the sequences of draft-harris-early-pipe-01
 * beside the same client that waits for the banner and the reply to EHLO. The table goes to target/round-trips.md.
 */
class RoundTripsIT {
    private static final int ROUNDS = 3;
    private static final String EHLO = "EHLO c.example\r\n";
    private static final String ENVELOPE = "MAIL FROM:<a@pass.example>\r\nRCPT TO:<alice@example.org>\r\n";
    private static final String MESSAGE = "Subject: x\r\n\r\nx\r\n";
    private static final Path TABLE = Path.of("target", "round-trips.md");

    @TempDir
    static Path folder;

    private static JamesUnderTest james;
    private static final List<String> LINES = new ArrayList<>();

    enum Security {
        CLEAR("in clear"),
        STARTTLS("STARTTLS"),
        SOCKET_TLS("TLS from the beginning");

        private final String words;

        Security(String words) {
            this.words = words;
        }
    }

    enum Form {
        DATA,
        BDAT
    }

    @BeforeAll
    static void start() throws Exception {
        james = JamesUnderTest.sample(folder)
                .dns("{\"pass.example\": {\"TXT\": [\"v=spf1 ip4:127.0.0.1 -all\"]}}")
                .spfHook("<mode>enforce</mode>")
                .behindSession("io.postern.smtp.PipeConnectHook", "<mode>enforce</mode>")
                .handlers("io.postern.smtp.ChunkingHook")
                .startTls()
                .besidesSocketTls()
                .start();
        LINES.add("| sequence | round trips, waiting | early | saved | ms, waiting | early | ms, waiting | early |");
        LINES.add("|---|---|---|---|---|---|---|---|");
    }

    @AfterAll
    static void stop() throws IOException {
        james.close();
        Files.write(TABLE, LINES);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "CLEAR, DATA, 3.5, 2.0",
        "CLEAR, BDAT, 2.5, 1.0",
        "STARTTLS, DATA, 6.5, 4.0",
        "STARTTLS, BDAT, 5.5, 3.0",
        "SOCKET_TLS, DATA, 5.0, 3.0",
        "SOCKET_TLS, BDAT, 4.0, 2.0"
    })
    void theClientThatDoesNotWaitSavesRoundTrips(Security security, Form form, double waits, double early)
            throws Exception {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT, "| %s, `%s` | %.1f | %.1f | %.1f |", security.words, form, waits, early, waits - early));
        int port = security == Security.SOCKET_TLS ? james.smtpsPort() : james.smtpPort();
        for (Opening opening : Opening.values()) {
            try (DelayProxy proxy = new DelayProxy(port, opening)) {
                long waiting = millis(proxy, new Dialogue(security, form, Manner.WAITING), waits);
                long ahead = millis(proxy, new Dialogue(security, form, Manner.EARLY), early);
                assertThat(ahead / (double) waiting).as("%s %s", opening, line).isLessThan(0.85);
                line.append(' ').append(waiting).append(" | ").append(ahead).append(" |");
            }
        }
        LINES.add(line.toString());
    }

    /** From the moment that the client has its connection to the reply that accepts its message; the median. */
    private static long millis(DelayProxy proxy, Dialogue dialogue, double roundTrips) throws Exception {
        long[] nanos = new long[ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            try (Smtp smtp = Smtp.silent(proxy.port())) {
                long start = System.nanoTime();
                dialogue.with(smtp);
                long taken = System.nanoTime() - start;
                DelayProxy.Connection connection = proxy.connection();
                assertThat(connection.roundTrips())
                        .as("%s", connection.fromServer())
                        .isEqualTo(roundTrips);
                if (round >= 0) { // the first makes James know its classes
                    nanos[round] = taken;
                }
            }
        }
        Arrays.sort(nanos);
        return TimeUnit.NANOSECONDS.toMillis(nanos[ROUNDS / 2]);
    }

    enum Manner {
        EARLY,
        WAITING
    }

    /** A client that knows what it will be answered. */
    private record Dialogue(Security security, Form form, Manner manner) {
        void with(Smtp connection) throws Exception {
            Smtp smtp = security == Security.SOCKET_TLS ? connection.handshake() : connection;
            List<String> codes = new ArrayList<>(List.of("220"));
            settle(smtp, "", codes);
            codes.add("250");
            if (security == Security.STARTTLS) {
                String ahead = settle(smtp, EHLO, codes);
                codes.add("220");
                smtp.send(ahead + "STARTTLS\r\n");
                hear(smtp, codes);
                smtp = smtp.handshake();
                codes.add("250");
            }
            String ahead = settle(smtp, EHLO, codes) + ENVELOPE;
            codes.addAll(List.of("250", "250"));
            if (form == Form.DATA) {
                codes.add("354");
                smtp.send(ahead + "DATA\r\n");
                hear(smtp, codes);
                smtp.send(MESSAGE + ".\r\nQUIT\r\n");
            } else {
                smtp.send(ahead + "BDAT " + MESSAGE.length() + " LAST\r\n" + MESSAGE + "QUIT\r\n");
            }
            codes.add("250");
            hear(smtp, codes);
        }

        /** What is still to be sent. */
        private String settle(Smtp smtp, String octets, List<String> codes) throws IOException {
            if (manner == Manner.EARLY) {
                return octets;
            }
            smtp.send(octets);
            hear(smtp, codes);
            return "";
        }

        private static void hear(Smtp smtp, List<String> codes) throws IOException {
            for (String code : codes) {
                assertThat(smtp.reply()).startsWith(code);
            }
            codes.clear();
        }
    }
}
