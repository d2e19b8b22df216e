// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.envelope.ReversePath;
import io.postern.message.HeaderField;
import io.postern.message.MessageHead;
import io.postern.smtp.gate.GateServer.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.james.protocols.smtp.SMTPSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gate before James's handlers, in the arrangements of James 3.8 and of 3.9. */
class GateTest {
    private static final String ENVELOPE =
            "EHLO c.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";
    private static final String MESSAGE = "Subject: x\r\n\r\ntext\r\n.\r\n";

    private static final int NO_HANG = 60;

    private final Waiting waiting = new Waiting();
    private @Nullable GateServer server;

    /** Holds what a test tells it to hold. */
    private static final class Waiting implements LookAhead {
        private final List<String> seen = new CopyOnWriteArrayList<>();
        private volatile CompletionStage<?> mail = NOTHING;
        private volatile CompletionStage<?> rcpt = NOTHING;
        private volatile CompletionStage<?> end = NOTHING;
        private volatile BodyReader body = BodyReader.NONE;

        @Override
        public CompletionStage<?> beforeMail(SMTPSession session, ReversePath path) {
            seen.add("mail " + path);
            return mail;
        }

        @Override
        public CompletionStage<?> beforeRcpt(SMTPSession session) {
            seen.add("rcpt");
            if (rcpt == NOTHING) {
                return rcpt;
            }
            throw new IllegalStateException("a handler with a defect");
        }

        @Override
        public boolean wantsHead(SMTPSession session) {
            return true;
        }

        @Override
        public BodyReader onHead(SMTPSession session, MessageHead head) {
            seen.add("head " + head.fields().stream().map(HeaderField::name).toList());
            return body;
        }

        @Override
        public CompletionStage<?> beforeEndOfData(SMTPSession session) {
            seen.add("end");
            return end;
        }
    }

    /** Takes what it can, and has a defect behind it. */
    private static final class Body implements BodyReader {
        private final List<String> pieces = new CopyOnWriteArrayList<>();
        private final int enough;
        private final int tooMuch;

        Body(int enough, int tooMuch) {
            this.enough = enough;
            this.tooMuch = tooMuch;
        }

        @Override
        public boolean wantsMore() {
            return text().length() < enough;
        }

        @Override
        public void read(byte[] octets) {
            pieces.add(new String(octets, ISO_8859_1));
            if (text().length() > tooMuch) {
                throw new IllegalStateException("a reader with a defect");
            }
        }

        String text() {
            return String.join("", pieces);
        }
    }

    private Client connect(Shape shape) throws Exception {
        return connect(shape, NO_HANG);
    }

    private Client connect(Shape shape, int idleSeconds) throws Exception {
        server = new GateServer(shape, waiting, ctx -> 0, idleSeconds);
        return new Client(server.port());
    }

    private GateServer server() {
        return Objects.requireNonNull(server);
    }

    @AfterEach
    void everyBufferIsGivenBack() {
        eventually(() -> server().octetsInUse() == 0);
        server().close();
    }

    private static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("a hang").isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWholeSessionInOneFlightIsAnsweredInOrder(Shape shape) throws Exception {
        try (Client client = connect(shape)) {
            client.send(ENVELOPE + MESSAGE + "NOOP\r\nQUIT\r\n");
            assertThat(client.codes(8)).isEqualTo("220 250 250 250 354 250 250 221");
            assertThat(client.code()).isEmpty();
        }
        assertThat(server().messages()).containsExactly("a@b.example [c@d.example]\nSubject: x\r\n\r\ntext\r\n");
    }

    @ParameterizedTest
    @EnumSource
    void octetsOneByOneMakeTheSameSession(Shape shape) throws Exception {
        try (Client client = connect(shape)) {
            for (char octet : (ENVELOPE + MESSAGE).toCharArray()) {
                client.send(String.valueOf(octet));
            }
            assertThat(client.codes(6)).isEqualTo("220 250 250 250 354 250");
        }
        assertThat(server().messages()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void handlersLookAheadInOrder(Shape shape) throws Exception {
        try (Client client = connect(shape)) {
            client.send(ENVELOPE + "A: 1\r\nB: 2\r\n 3\r\n\r\nC: 4\r\n.\r\n");
            assertThat(client.codes(6)).isEqualTo("220 250 250 250 354 250");
        }
        assertThat(waiting.seen).containsExactly("mail a@b.example", "rcpt", "head [A, B]", "end");
    }

    @ParameterizedTest
    @EnumSource
    void aHeadWithoutBodyIsSeenAtTheEnd(Shape shape) throws Exception {
        try (Client client = connect(shape)) {
            client.send(ENVELOPE + "A: 1\r\n.\r\n");
            assertThat(client.codes(6)).isEqualTo("220 250 250 250 354 250");
        }
        assertThat(waiting.seen).endsWith("head [A]", "end");
    }

    @ParameterizedTest
    @EnumSource
    void aReaderHasTheBodyAsItWasBeforeItWasSent(Shape shape) throws Exception {
        Body body = new Body(Integer.MAX_VALUE, Integer.MAX_VALUE);
        waiting.body = body;
        try (Client client = connect(shape)) {
            client.send(ENVELOPE + "A: 1\r\n\r\n..b\r\n.c\r\n\r\n\u00e9\r\n.\r\n");
            assertThat(client.codes(6)).isEqualTo("220 250 250 250 354 250");
        }
        assertThat(body.text()).isEqualTo(".b\r\n.c\r\n\r\n\u00e9\r\n");
    }

    @ParameterizedTest
    @EnumSource
    void aReaderThatHasEnoughIsLetGo(Shape shape) throws Exception {
        isLetGoAfterTwoLines(shape, new Body(5, 9));
    }

    @ParameterizedTest
    @EnumSource
    void aReaderThatThrowsIsLetGo(Shape shape) throws Exception {
        isLetGoAfterTwoLines(shape, new Body(9, 5));
    }

    private void isLetGoAfterTwoLines(Shape shape, Body body) throws Exception {
        waiting.body = body;
        try (Client client = connect(shape)) {
            client.send(ENVELOPE + "A: 1\r\n\r\nbb\r\ncc\r\ndd\r\n.\r\n");
            assertThat(client.codes(6)).isEqualTo("220 250 250 250 354 250");
        }
        assertThat(body.text()).isEqualTo("bb\r\ncc\r\n");
    }

    @ParameterizedTest
    @EnumSource
    void aHeldLineHoldsThoseBehindIt(Shape shape) throws Exception {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        waiting.mail = answer;
        try (Client client = connect(shape)) {
            client.send(ENVELOPE + MESSAGE);
            assertThat(client.codes(2)).isEqualTo("220 250");
            eventually(() -> waiting.seen.contains("mail a@b.example"));
            assertThat(client.hasReply()).isFalse();
            answer.complete(null);
            assertThat(client.codes(4)).isEqualTo("250 250 354 250");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theEndOfAMessageIsHeldToo(Shape shape) throws Exception {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        waiting.end = answer;
        try (Client client = connect(shape)) {
            client.send(ENVELOPE + MESSAGE + "NOOP\r\n");
            assertThat(client.codes(5)).isEqualTo("220 250 250 250 354");
            eventually(() -> waiting.seen.contains("end"));
            assertThat(client.hasReply()).isFalse();
            assertThat(server().messages()).isEmpty();
            answer.complete(null);
            assertThat(client.codes(2)).isEqualTo("250 250");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLookAheadThatFailsHoldsNothingUp(Shape shape) throws Exception {
        waiting.mail = CompletableFuture.supplyAsync(() -> {
            throw new IllegalStateException("a check with a defect");
        });
        waiting.rcpt = new CompletableFuture<>();
        try (Client client = connect(shape)) {
            client.send(ENVELOPE + MESSAGE);
            assertThat(client.codes(6)).isEqualTo("220 250 250 250 354 250");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFloodBehindAHeldLineWaitsInTheNetwork(Shape shape) throws Exception {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        waiting.mail = answer;
        int noops = 12_000; // of a kilobyte each, more than the buffers of two sockets hold
        try (Client client = connect(shape)) {
            client.send("EHLO c.example\r\nMAIL FROM:<a@b.example>\r\n");
            assertThat(client.codes(2)).isEqualTo("220 250");
            CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> {
                try {
                    client.send(("NOOP " + "x".repeat(1_000) + "\r\n").repeat(noops));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            eventually(() -> server().octetsInUse() > Gate.MAX_WAITING);
            // long enough for all of it to come, if it were let in
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
            assertThat(server().octetsInUse()).isLessThan(8L * Gate.MAX_WAITING);
            assertThat(flood).isNotDone();
            answer.complete(null);
            for (int i = 0; i <= noops; i++) {
                assertThat(client.code()).isEqualTo("250");
            }
            flood.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatDoesNotReadItsRepliesGetsNoMore(Shape shape) throws Exception {
        int commands = 25_000; // the replies repeat a name of a kilobyte: more than the buffers of two sockets hold
        try (Client client = connect(shape)) {
            CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> {
                try {
                    client.send(("EHLO " + "x".repeat(1_000) + "\r\n").repeat(commands));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            for (int look = 0; look < 20; look++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                assertThat(server().octetsToWrite()).isLessThan(4L * Gate.MAX_WAITING);
            }
            for (int i = 0; i <= commands; i++) {
                assertThat(client.code()).isIn("220", "250");
            }
            flood.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatGoesWhileHeldLeavesNothing(Shape shape) throws Exception {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        waiting.end = answer;
        try (Client client = connect(shape)) {
            try (Client other = new Client(server().port())) {
                client.send(ENVELOPE + MESSAGE);
                other.send(ENVELOPE + MESSAGE);
                eventually(() -> waiting.seen.stream().filter("end"::equals).count() == 2);
            }
            client.reset();
            eventually(() -> server().disconnects() == 2);
            eventually(() -> server().octetsInUse() == 0);
            answer.complete(null);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        assertThat(server().messages()).isEmpty();
        assertThat(server().disconnects()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void theIdleTimeOutFiresWhileALineIsHeld(Shape shape) throws Exception {
        waiting.mail = new CompletableFuture<>();
        try (Client client = connect(shape, 1)) {
            client.send(ENVELOPE);
            assertThat(client.codes(2)).isEqualTo("220 250");
            assertThat(client.code()).isEmpty();
            eventually(() -> server().disconnects() == 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theIdleTimeOutFiresAfterALineWasHeld(Shape shape) throws Exception {
        waiting.mail = CompletableFuture.supplyAsync(
                () -> "done", CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
        try (Client client = connect(shape, 1)) {
            client.send(ENVELOPE);
            assertThat(client.codes(5)).isEqualTo("220 250 250 250 354");
            assertThat(client.code()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLineOfTheGreatestLengthIsHandedOnWhole(Shape shape) throws Exception {
        String text = "y".repeat(Gate.MAX_TEXT_LINE - 2) + "\r\n";
        try (Client client = connect(shape)) {
            client.send(ENVELOPE + "A: 1\r\n\r\n" + text + "z\r\n.\r\n");
            assertThat(client.codes(6)).isEqualTo("220 250 250 250 354 250");
        }
        assertThat(server().messages()).containsExactly("a@b.example [c@d.example]\nA: 1\r\n\r\n" + text + "z\r\n");
    }

    @ParameterizedTest
    @EnumSource
    void aMessageWithALongerLineIsRefusedAndTheNextAccepted(Shape shape) throws Exception {
        String text = "y".repeat(Gate.MAX_TEXT_LINE + 200_000) + "\r\n";
        try (Client client = connect(shape)) {
            client.send(ENVELOPE + "A: 1\r\n\r\nbefore\r\n" + text + "behind\r\n.\r\nRCPT TO:<c@d.example>\r\n");
            assertThat(client.codes(7)).isEqualTo("220 250 250 250 354 500 503");
            client.send(ENVELOPE + "B: 2\r\n\r\n.\r\n");
            assertThat(client.codes(5)).isEqualTo("250 250 250 354 250");
        }
        assertThat(server().messages()).containsExactly("a@b.example [c@d.example]\nB: 2\r\n\r\n");
    }

    @ParameterizedTest
    @EnumSource
    void anOverlongLineThatEndsWithLfCannotSmuggle(Shape shape) throws Exception {
        String text = "y".repeat(Gate.MAX_TEXT_LINE) + "\n.\r\nMAIL FROM:<smuggled@b.example>\r\n";
        try (Client client = connect(shape)) {
            client.send(ENVELOPE + text);
            assertThat(client.codes(7)).isEqualTo("220 250 250 250 354 500 ");
        }
        assertThat(server().messages()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aReplyBeforeTheEndIsReadThoughTheClientSendsOn(Shape shape) throws Exception {
        try (Client client = connect(shape)) {
            client.send(ENVELOPE + "A: 1\r\n\r\n.\nMAIL FROM:<smuggled@b.example>\r\n");
            client.send("y".repeat(500_000));
            assertThat(client.codes(7)).isEqualTo("220 250 250 250 354 500 ");
        }
        assertThat(waiting.seen).doesNotContain("mail smuggled@b.example");
    }

    @ParameterizedTest
    @EnumSource
    void anOverlongCommandIsRefusedOnce(Shape shape) throws Exception {
        try (Client client = connect(shape)) {
            client.send("NOOP " + "y".repeat(300_000) + "\r\nNOOP\r\n");
            assertThat(client.codes(3)).isEqualTo("220 500 250");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatWaitsForTheBannerIsNotEarly(Shape shape) throws Exception {
        try (Client client = connect(shape)) {
            assertThat(client.code()).isEqualTo("220");
            client.send("NOOP\r\n");
            assertThat(client.code()).isEqualTo("250");
            assertThat(server().gates().get(0).hadEarlyOctets()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void allLinesOfALargeMessageArrive(Shape shape) throws Exception {
        String text = ("0123456789".repeat(7) + "\r\n").repeat(40_000);
        try (Client client = connect(shape)) {
            client.send(ENVELOPE + "A: 1\r\n\r\n" + text + ".\r\nQUIT\r\n");
            assertThat(client.codes(7)).isEqualTo("220 250 250 250 354 250 221");
        }
        assertThat(server().messages()).containsExactly("a@b.example [c@d.example]\nA: 1\r\n\r\n" + text);
    }
}
