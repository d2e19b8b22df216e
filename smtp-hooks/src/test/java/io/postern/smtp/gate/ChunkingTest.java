// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.james.protocols.smtp.SMTPSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3030 BDAT before James's handlers, which know DATA only. */
class ChunkingTest {
    private static final String HELLO = "EHLO c.example\r\n";
    private static final String ENVELOPE = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n";
    private static final String MESSAGE = "A: 1\r\n\r\n.\r\n..b\r\n.c\r\nMAIL FROM:<x@b.example>\r\n";
    private static final String ACCEPTED = "a@b.example [c@d.example]\n";

    private static final class Nobody implements LookAhead {}

    private static JamesHandlers james() throws Exception {
        return new JamesHandlers(new Nobody()).connecting(ChunkingTest::allow);
    }

    private static void allow(SMTPSession session) {
        Permission.CHUNKS.judgeBy(session, any -> true);
    }

    private static EmbeddedSession session(JamesHandlers james) throws Exception {
        return new EmbeddedSession(james, new Gate(ctx -> 0, LineEnds.REFUSE));
    }

    private static String last(String octets) {
        return "BDAT " + octets.length() + " LAST\r\n" + octets;
    }

    private static String chunk(String octets) {
        return "bdat " + octets.length() + "\r\n" + octets;
    }

    @Test
    void aMessageInOneChunkAtEveryBoundary() throws Exception {
        String flight = HELLO + ENVELOPE + last(MESSAGE) + "NOOP\r\n";
        for (int split = 0; split <= flight.length(); split++) {
            EmbeddedSession session =
                    session(james()).send(flight.substring(0, split)).send(flight.substring(split));
            assertThat(session.codes()).as("split at %d", split).isEqualTo("220 250 250 250 250 250");
            assertThat(session.james().messages()).containsExactly(ACCEPTED + MESSAGE);
            session.close();
        }
    }

    @Test
    void aMessageInTwoChunksWhereverItIsCut() throws Exception {
        for (int cut = 0; cut <= MESSAGE.length(); cut++) {
            EmbeddedSession session = session(james())
                    .send(HELLO + ENVELOPE + chunk(MESSAGE.substring(0, cut)) + "NOOP\r\n"
                            + last(MESSAGE.substring(cut)) + "NOOP\r\n");
            assertThat(session.codes()).as("cut at %d", cut).isEqualTo("220 250 250 250 250 250 250 250");
            assertThat(session.james().messages()).containsExactly(ACCEPTED + MESSAGE);
            session.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void octetsOneByOneMakeTheSameMessage(GateServer.Shape shape) throws Exception {
        JamesHandlers james = james();
        try (GateServer server = new GateServer(shape, james, ctx -> 0, 60, LineEnds.REFUSE);
                Client client = new Client(server.port())) {
            String flight = HELLO + ENVELOPE + chunk("A: 1\r\n\r") + chunk("\n.\r\n") + last("") + "QUIT\r\n";
            for (int i = 0; i < flight.length(); i++) {
                client.send(flight.substring(i, i + 1));
            }
            assertThat(client.codes(8)).isEqualTo("220 250 250 250 250 250 250 221");
            assertThat(james.messages()).containsExactly(ACCEPTED + "A: 1\r\n\r\n.\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLargeMessageInOneFlight(GateServer.Shape shape) throws Exception {
        JamesHandlers james = james();
        String text = "A: 1\r\n\r\n" + ("." + "0123456789".repeat(7) + "\r\n").repeat(20_000);
        try (GateServer server = new GateServer(shape, james, ctx -> 0, 60, LineEnds.REFUSE);
                Client client = new Client(server.port())) {
            client.send(HELLO + ENVELOPE + last(text) + "QUIT\r\n");
            assertThat(client.codes(6)).isEqualTo("220 250 250 250 250 221");
            assertThat(james.messages()).containsExactly(ACCEPTED + text);
        }
    }

    @Test
    void aLastLineWithoutEndGetsOne() throws Exception {
        EmbeddedSession session = session(james()).send(HELLO + ENVELOPE + chunk("A: 1\r\n\r\n") + last(".x"));
        assertThat(session.codes()).isEqualTo("220 250 250 250 250 250");
        assertThat(session.james().messages()).containsExactly(ACCEPTED + "A: 1\r\n\r\n.x\r\n");
        session.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSET", "EHLO c.example"})
    void aTransactionIsGivenUpBetweenChunks(String command) throws Exception {
        EmbeddedSession session = session(james())
                .send(HELLO + ENVELOPE + chunk("A: 1\r\nhalf a li") + command + "\r\n" + ENVELOPE
                        + last("B: 2\r\n\r\n"));
        assertThat(session.codes()).isEqualTo("220 250 250 250 250 250 250 250 250");
        assertThat(session.james().messages()).containsExactly(ACCEPTED + "B: 2\r\n\r\n");
        session.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DATA", "MAIL FROM:<e@b.example>", "RCPT TO:<e@d.example>", "STARTTLS", "HELP"})
    void nothingElseStandsBetweenChunks(String command) throws Exception {
        EmbeddedSession session =
                session(james()).send(HELLO + ENVELOPE + chunk("A: 1\r\n") + command + "\r\n" + last("\r\n"));
        assertThat(session.codes()).isEqualTo("220 250 250 250 250 503 250");
        assertThat(session.james().messages()).containsExactly(ACCEPTED + "A: 1\r\n\r\n");
        session.close();
    }

    @Test
    void quitBetweenChunksLeavesNothing() throws Exception {
        EmbeddedSession session = session(james()).send(HELLO + ENVELOPE + chunk("A: 1\r\n") + "QUIT\r\n");
        assertThat(session.codes()).isEqualTo("220 250 250 250 250 221 closed");
        assertThat(session.james().messages()).isEmpty();
    }

    @Test
    void chunksWithoutTransactionAreNoCommands() throws Exception {
        EmbeddedSession session = session(james()).send(HELLO + chunk("NOOP\r\n\n\0") + last("QUIT\r\n") + "NOOP\r\n");
        assertThat(session.codes()).isEqualTo("220 250 503 503 250");
        session.close();
    }

    @Test
    void aMessageAboveTheLimitIsRefusedAndItsOctetsAreRead() throws Exception {
        String text = "A: 1\r\n\r\n" + "x".repeat(40) + "\r\n";
        EmbeddedSession session = session(james().maxMessageSize(60))
                .send(HELLO + ENVELOPE + chunk(text) + chunk(text) + last(text) + ENVELOPE + last(text));
        // the last chunk has no transaction any more; the next transaction is whole
        assertThat(session.codes()).isEqualTo("220 250 250 250 250 552 503 250 250 250");
        assertThat(session.james().messages()).containsExactly(ACCEPTED + text);
        session.close();
    }

    @ParameterizedTest
    @CsvSource({"BDAT", "BDAT x", "BDAT -1", "BDAT 1 LST", "BDAT 1 LAST x", "BDAT 1234567890123456789"})
    void aSizeThatCannotBeReadEndsTheSession(String command) throws Exception {
        EmbeddedSession session = session(james()).send(HELLO + ENVELOPE + command + "\r\nNOOP\r\n");
        assertThat(session.codes()).isEqualTo("220 250 250 250 501 closed");
    }

    @Test
    void withoutPermissionJamesAnswers() throws Exception {
        EmbeddedSession session = session(new JamesHandlers(new Nobody())).send(HELLO + "BDAT 0 LAST\r\n");
        assertThat(session.codes()).isEqualTo("220 250 500");
        session.close();
    }

    @Test
    void crlfAloneEndsALineHereToo() throws Exception {
        List<String> ends = new ArrayList<>(List.of("\n", "\n.\n", "\n.\r\n", "\r\n.\n", "\r", "\r.\r", "\r\n.\r"));
        ends.addAll(List.of("\r.\r\n", "\r\n.\r\r\n", "\0"));
        for (String end : ends) {
            String text = "A: 1\r\n\r\nx" + end + ENVELOPE;
            String flight = HELLO + ENVELOPE + last(text);
            for (int split = 0; split <= flight.length(); split++) {
                EmbeddedSession session =
                        session(james()).send(flight.substring(0, split)).send(flight.substring(split));
                assertThat(session.codes()).as("split at %d", split).isEqualTo("220 250 250 250 500 closed");
            }
            for (int cut = 0; cut <= text.length(); cut++) {
                EmbeddedSession session = session(james())
                        .send(HELLO + ENVELOPE + chunk(text.substring(0, cut)) + last(text.substring(cut)));
                assertThat(session.codes()).as("cut at %d", cut).matches("220 250 250 250 (250 )?500 closed");
                assertThat(session.james().messages()).isEmpty();
            }
        }
        EmbeddedSession session = session(james()).send(HELLO + ENVELOPE + last("A: 1\r\n\r\nx\r"));
        assertThat(session.codes()).isEqualTo("220 250 250 250 500 closed");
    }

    @Test
    void anOverlongLineIsRefusedAndTheNextMessageAccepted() throws Exception {
        String line = "y".repeat(Gate.MAX_TEXT_LINE);
        for (String text : new String[] {"A: 1\r\n\r\n" + line + "\r\nz\r\n", "A: 1\r\n\r\n" + line + line}) {
            EmbeddedSession session =
                    session(james()).send(HELLO + ENVELOPE + last(text) + ENVELOPE + last("B: 2\r\n\r\n"));
            assertThat(session.codes()).isEqualTo("220 250 250 250 500 250 250 250");
            assertThat(session.james().messages()).containsExactly(ACCEPTED + "B: 2\r\n\r\n");
            session.close();
        }
    }
}
