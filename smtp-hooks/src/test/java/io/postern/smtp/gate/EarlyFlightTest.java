// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.james.protocols.smtp.SMTPSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The first flight of a client that does not wait for the banner. */
class EarlyFlightTest {
    private static final String ENVELOPE =
            "EHLO c.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";

    private final CompletableFuture<Void> mail = new CompletableFuture<>();

    private static final class Nobody implements LookAhead {}

    /** The kernel has octets when the banner is written. */
    private static EmbeddedSession early(JamesHandlers james) throws Exception {
        return new EmbeddedSession(james, new Gate(ctx -> 1, LineEnds.REFUSE));
    }

    private static JamesHandlers james() throws Exception {
        return new JamesHandlers(new Nobody());
    }

    private static JamesHandlers refusing() throws Exception {
        return james().connecting(session -> Permission.EARLY_OCTETS.judgeBy(session, early -> false));
    }

    @Test
    void bannerAndRepliesLeaveTogether() throws Exception {
        EmbeddedSession session = early(james());
        assertThat(session.flushes()).isZero();
        session.send(ENVELOPE);
        assertThat(session.flushes()).isEqualTo(1);
        assertThat(session.codes()).isEqualTo("220 250 250 250 354");
        assertThat(session.gate().hadEarlyOctets()).isTrue();
        assertThat(session.gate().usedPipelining()).isTrue();
        session.close();
    }

    @Test
    void aWholeSessionIsAnsweredInOneWrite() throws Exception {
        EmbeddedSession session = early(james()).send(ENVELOPE + "A: 1\r\n\r\n.\r\nQUIT\r\n");
        assertThat(session.flushes()).isLessThanOrEqualTo(2); // James ends the session by a write of its own
        assertThat(session.codes()).isEqualTo("220 250 250 250 354 250 221 closed");
        assertThat(session.james().messages()).hasSize(1);
    }

    @Test
    void theBannerGoesWhenWhatCameIsNoWholeLine() throws Exception {
        EmbeddedSession session = early(james()).send("EH");
        assertThat(session.codes()).isEqualTo("220");
        session.send("LO c.example\r\n");
        assertThat(session.codes()).isEqualTo("250");
        session.close();
    }

    @Test
    void repliesDoNotWaitForACheck() throws Exception {
        EmbeddedSession session = early(new JamesHandlers(new LookAhead() {
                    @Override
                    public CompletionStage<?> beforeRcpt(SMTPSession current) {
                        return mail;
                    }
                }))
                .send(ENVELOPE);
        assertThat(session.codes()).isEqualTo("220 250 250");
        mail.complete(null);
        session.runTasks();
        assertThat(session.codes()).isEqualTo("250 354");
        session.close();
    }

    @Test
    void aClientThatMayNotIsTurnedAwayBeforeAnyCommand() throws Exception {
        for (int split = 0; split <= ENVELOPE.length(); split++) {
            EmbeddedSession session =
                    early(refusing()).send(ENVELOPE.substring(0, split)).send(ENVELOPE.substring(split));
            assertThat(session.codes()).as("split at %d", split).isEqualTo("220 554 closed");
        }
    }

    @Test
    void nothingIsServedWhereAConnectHandlerRefuses() throws Exception {
        for (int split = 0; split <= ENVELOPE.length(); split++) {
            EmbeddedSession session = early(james().refusing("554", "5.7.1 no"))
                    .send(ENVELOPE.substring(0, split))
                    .send(ENVELOPE.substring(split));
            assertThat(session.replies()).as("split at %d", split).isEqualTo("554 5.7.1 no\r\n");
            assertThat(session.codes()).isEqualTo("closed");
        }
        EmbeddedSession session =
                new EmbeddedSession(james().refusing("421", "4.3.2 later"), new Gate(ctx -> 0, LineEnds.REFUSE));
        assertThat(session.replies()).isEqualTo("421 4.3.2 later\r\n");
        assertThat(session.codes()).isEqualTo("closed");
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedConnectionEndsWithItsRefusal(GateServer.Shape shape) throws Exception {
        JamesHandlers james = james().refusing("554", "5.7.1 no");
        try (GateServer server = new GateServer(shape, james, ctx -> 0, 60, LineEnds.REFUSE);
                Client client = new Client(server.port())) {
            client.send(ENVELOPE);
            assertThat(client.codes(2)).isEqualTo("554 ");
        }
    }

    @Test
    void aClientThatWaitsIsNotAsked() throws Exception {
        EmbeddedSession session = new EmbeddedSession(refusing(), new Gate(ctx -> 0, LineEnds.REFUSE));
        assertThat(session.codes()).isEqualTo("220");
        assertThat(session.send(ENVELOPE).codes()).isEqualTo("250 250 250 354");
        assertThat(session.gate().hadEarlyOctets()).isFalse();
        session.close();
    }

    @Test
    void commandsOneByOneAreNotPipelined() throws Exception {
        EmbeddedSession session = new EmbeddedSession(james(), new Gate(ctx -> 0, LineEnds.REFUSE));
        for (String command : ENVELOPE.split("(?<=\n)", -1)) {
            session.send(command);
        }
        assertThat(session.codes()).isEqualTo("220 250 250 250 354");
        assertThat(session.gate().usedPipelining()).isFalse();
        session.close();
    }
}
