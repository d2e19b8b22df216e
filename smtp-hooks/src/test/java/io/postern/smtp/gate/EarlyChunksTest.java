// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.envelope.ReversePath;
import io.postern.testing.Prerequisites;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.james.protocols.smtp.SMTPSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** BDAT in a first flight before the banner, and BDAT as no honest client writes it. */
class EarlyChunksTest {
    private static final String HELLO = "EHLO c.example\r\n";
    private static final String ENVELOPE = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n";
    private static final String ACCEPTED = "a@b.example [c@d.example]\n";
    /** Lines that would end a message of DATA, lose a dot in it, or be commands behind it. */
    private static final String MESSAGE = "A: 1\r\n\r\n.\r\n..\r\n...x\r\nRSET\r\nBDAT 3 LAST\r\nQUIT\r\n.";

    private final CompletableFuture<Void> mail = new CompletableFuture<>();

    private static final class Nobody implements LookAhead {}

    private static JamesHandlers james() throws Exception {
        return james(new Nobody());
    }

    private static JamesHandlers james(LookAhead lookAhead) throws Exception {
        return new JamesHandlers(lookAhead).connecting(session -> Permission.CHUNKS.judgeBy(session, any -> true));
    }

    /** The kernel has octets when the banner is written. */
    private static EmbeddedSession early(JamesHandlers james) throws Exception {
        return new EmbeddedSession(james, new Gate(ctx -> 1, LineEnds.REFUSE));
    }

    private static String last(String octets) {
        return "BDAT " + octets.length() + " LAST\r\n" + octets;
    }

    private static String chunk(String octets) {
        return "BDAT " + octets.length() + "\r\n" + octets;
    }

    @Test
    void aWholeSessionBeforeTheBannerWhereverItIsCut() throws Exception {
        String flight =
                HELLO + ENVELOPE + chunk(MESSAGE.substring(0, 9)) + last(MESSAGE.substring(9)) + "NOOP\r\nQUIT\r\n";
        for (int split = 0; split <= flight.length(); split++) {
            EmbeddedSession session =
                    early(james()).send(flight.substring(0, split)).send(flight.substring(split));
            assertThat(session.codes()).as("split at %d", split).isEqualTo("220 250 250 250 250 250 250 221 closed");
            assertThat(session.james().messages()).containsExactly(ACCEPTED + MESSAGE + "\r\n");
        }
    }

    @Test
    void ofAHostThatMayNotNothingIsExecutedWhereverItIsCut() throws Exception {
        String flight = HELLO + ENVELOPE + last(MESSAGE) + "QUIT\r\n";
        for (int split = 0; split <= flight.length(); split++) {
            JamesHandlers james = new JamesHandlers(new Nobody()).connecting(session -> {
                Permission.CHUNKS.judgeBy(session, any -> true);
                Permission.EARLY_OCTETS.judgeBy(session, any -> false);
            });
            EmbeddedSession session =
                    early(james).send(flight.substring(0, split)).send(flight.substring(split));
            assertThat(session.codes()).as("split at %d", split).isEqualTo("220 554 closed");
            assertThat(james.messages()).isEmpty();
        }
    }

    @Test
    void randomChunksInRandomPiecesAreTheMessage() throws Exception {
        long seed = Long.getLong("postern.seed", new Random().nextLong());
        Random random = new Random(seed);
        for (int round = Prerequisites.fuzzRounds() / 100; round > 0; round--) {
            String message = message(random);
            StringBuilder flight = new StringBuilder(HELLO + ENVELOPE);
            StringBuilder codes = new StringBuilder("220 250 250 250");
            int from = 0;
            while (random.nextInt(4) > 0) {
                int to = from + random.nextInt(message.length() - from + 1);
                flight.append(chunk(message.substring(from, to)));
                codes.append(" 250");
                from = to;
            }
            flight.append(last(message.substring(from))).append("QUIT\r\n");
            codes.append(" 250 221 closed");
            EmbeddedSession session = early(james());
            for (int sent = 0; sent < flight.length(); ) {
                int next = Math.min(flight.length(), sent + 1 + random.nextInt(30));
                session.send(flight.substring(sent, next));
                sent = next;
            }
            assertThat(session.codes()).as("seed %d: %s", seed, flight).isEqualTo(codes.toString());
            assertThat(session.james().messages())
                    .as("seed %d: %s", seed, flight)
                    .containsExactly(ACCEPTED + message);
        }
    }

    /** Lines of dots and of what might be a command. */
    private static String message(Random random) {
        String[] words = {".", "..", "x", "", "BDAT 1 LAST", "QUIT", ". ", "\u00ff"};
        StringBuilder message = new StringBuilder("A: 1\r\n\r\n");
        for (int lines = random.nextInt(8); lines > 0; lines--) {
            message.append(words[random.nextInt(words.length)]).append("\r\n");
        }
        return message.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BDAT 5 LAST",
                "bdat 5 last",
                "BDAT 0005 LAST",
                "BDAT 000000000000000005 LAST",
                "BDAT  5  LAST",
                "BDAT 5 LAST "
            })
    void aSizeInAnyOfItsForms(String command) throws Exception {
        EmbeddedSession session = early(james()).send(HELLO + ENVELOPE + command + "\r\nB: 2\rNOOP\r\n");
        // the CR is the message's last octet, and no line's end
        assertThat(session.codes()).isEqualTo("220 250 250 250 500 closed");
        session = early(james()).send(HELLO + ENVELOPE + command + "\r\nB:2\r\nNOOP\r\n");
        assertThat(session.codes()).isEqualTo("220 250 250 250 250 250");
        assertThat(session.james().messages()).containsExactly(ACCEPTED + "B:2\r\n");
        session.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BDAT 9223372036854775807",
                "BDAT 9223372036854775808",
                "BDAT 18446744073709551616 LAST",
                "BDAT 0000000000000000005 LAST",
                "BDAT -0 LAST",
                "BDAT +5 LAST",
                "BDAT 0x5 LAST",
                "BDAT 5. LAST",
                "BDAT 5\tLAST",
                "BDAT 5,LAST",
                "BDAT 5LAST",
                "BDAT LAST",
                "BDAT LAST 5",
                "BDAT 5 LAST extra",
                "BDAT 5 5",
                "BDAT \u0665 LAST"
            })
    void nothingIsExecutedBehindASizeThatIsNone(String command) throws Exception {
        String octets = new String(command.getBytes(UTF_8), ISO_8859_1);
        EmbeddedSession session = early(james()).send(HELLO + ENVELOPE + octets + "\r\nB:2\r\nNOOP\r\n");
        assertThat(session.codes()).isEqualTo("220 250 250 250 501 closed");
        assertThat(session.james().messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483647", "2147483648", "4294967296", "999999999999999999"})
    void aSizeAboveAllLimitsIsRefusedAndItsOctetsAreNoCommands(String size) throws Exception {
        EmbeddedSession session = early(james().maxMessageSize(1_000))
                .send(HELLO + ENVELOPE + "BDAT " + size + " LAST\r\n" + "NOOP\r\n".repeat(1_000) + ".\r\nQUIT\r\n");
        assertThat(session.codes()).isEqualTo("220 250 250 250");
        session.close();
        assertThat(session.james().messages()).isEmpty();
    }

    @Test
    void emptyChunksAreAnsweredAndCostNothing() throws Exception {
        EmbeddedSession session = early(james())
                .send(HELLO + ENVELOPE + "BDAT 0\r\n".repeat(200) + last("A: 1\r\n\r\n") + "BDAT 0 LAST\r\n");
        assertThat(session.codes()).isEqualTo("220 250 250 250" + " 250".repeat(201) + " 503");
        assertThat(session.james().messages()).containsExactly(ACCEPTED + "A: 1\r\n\r\n");
        session.close();
    }

    @Test
    void anEmptyMessageIsOne() throws Exception {
        EmbeddedSession session = early(james()).send(HELLO + ENVELOPE + "BDAT 0 LAST\r\nNOOP\r\n");
        assertThat(session.codes()).isEqualTo("220 250 250 250 250 250");
        assertThat(session.james().messages()).hasSize(1);
        session.close();
    }

    @Test
    void startTlsBehindTheLastChunkIsNoWayAroundItsRule() throws Exception {
        EmbeddedSession session = early(james())
                .send(HELLO + ENVELOPE + last("A: 1\r\n\r\n") + "STARTTLS\r\nMAIL FROM:<x@b.example>\r\n");
        assertThat(session.codes()).isEqualTo("220 250 250 250 250 554 closed");
    }

    @ParameterizedTest
    @EnumSource
    void aLargeMessageBehindAHeldCommandWaitsInTheNetworkAndArrivesWhole(GateServer.Shape shape) throws Exception {
        JamesHandlers james = james(new LookAhead() {
            @Override
            public CompletionStage<?> beforeMail(SMTPSession session, ReversePath path) {
                return mail;
            }
        });
        String text = "A: 1\r\n\r\n" + (".".repeat(70) + "\r\n").repeat(30_000);
        try (GateServer server = new GateServer(shape, james, ctx -> 1, 60, LineEnds.REFUSE);
                Client client = new Client(server.port())) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    client.send(HELLO + ENVELOPE + last(text) + "QUIT\r\n");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(client.codes(2)).isEqualTo("220 250");
            assertThat(server.octetsInUse()).isLessThan(8L * Gate.MAX_WAITING);
            mail.complete(null);
            assertThat(client.codes(4)).isEqualTo("250 250 250 221");
            sent.join();
            assertThat(james.messages()).containsExactly(ACCEPTED + text);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatEndsWhereverInItLeavesNothing(GateServer.Shape shape) throws Exception {
        JamesHandlers james = james();
        String flight = HELLO + ENVELOPE + chunk("A: 1\r\n") + "BDAT 40 LAST\r\n\r\nNOOP\r\n.\r\nQUIT\r\n";
        try (GateServer server = new GateServer(shape, james, ctx -> 0, 60, LineEnds.REFUSE)) {
            for (int end = 1; end <= flight.length(); end++) {
                try (Client client = new Client(server.port())) {
                    client.send(flight.substring(0, end));
                }
            }
            try (Client client = new Client(server.port())) {
                client.send(HELLO + "QUIT\r\n");
                assertThat(client.codes(3)).isEqualTo("220 250 221");
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (server.disconnects() < flight.length() + 1 || server.octetsInUse() > 0) {
                assertThat(System.nanoTime())
                        .as("octets in use: %d", server.octetsInUse())
                        .isLessThan(deadline);
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(james.messages()).isEmpty();
        }
    }
}
