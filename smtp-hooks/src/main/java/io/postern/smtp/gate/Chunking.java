// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import org.apache.james.protocols.smtp.SMTPSession;
import org.jspecify.annotations.Nullable;

/**
 * BDAT for a James that knows DATA only (RFC 3030). The first chunk is a DATA command to James, whose go-ahead is kept
 * from the client; the octets are lines of DATA; the last chunk ends with the line that ends DATA, and the reply to it
 * is the reply to the chunk.
 */
final class Chunking {
    private final Gate gate;
    private final LineEnds lineEnds;
    private @Nullable ChunkedText text;
    /** Whether James is asked for the message. */
    private boolean beginning;
    /** The reply to a chunk that is thrown away; null if it has been answered. */
    private @Nullable GateReply refusal;

    Chunking(Gate gate, LineEnds lineEnds) {
        this.gate = gate;
        this.lineEnds = lineEnds;
    }

    /** Whether a message has begun and its last chunk has not come. */
    boolean isUnderWay() {
        return text != null;
    }

    /** Whether James's go-ahead is awaited, and not the client's to see. */
    boolean isBeginning() {
        return beginning;
    }

    void begin(Chunk chunk, SMTPSession session) {
        boolean begins = text == null;
        ChunkedText current = begins ? new ChunkedText() : text();
        text = current;
        current.begin(chunk);
        if (current.isAbove(session.getConfiguration().getMaxMessageSize())) {
            // RFC 3030 §2: the octets come all the same
            gate.phase(Phase.SKIPPED_CHUNK);
            refusal = GateReply.CHUNKS_TOO_LARGE;
        } else if (begins) {
            // RFC 3030 §2: what holds for DATA holds for the first BDAT
            beginning = true;
            gate.askForData();
        } else {
            gate.phase(Phase.CHUNK);
        }
    }

    /** James has answered; whether the octets are a message's. */
    boolean begun(boolean accepted) {
        beginning = false;
        return accepted;
    }

    /** A command between chunks, which James would take for a line of the message. */
    void between(String verb, ByteBuf line) {
        switch (verb) {
            case "noop" -> {
                line.release();
                gate.send(GateReply.STILL_HERE.octets());
            }
            case "rset", "ehlo", "helo", "quit" -> {
                end();
                gate.turn().park(line);
                gate.giveUp(gate.turn()::release);
            }
            default -> {
                line.release();
                gate.send(GateReply.CHUNK_EXPECTED.octets());
            }
        }
    }

    /** Takes the next step with octets of a chunk; false if more are needed. */
    boolean step(LineQueue queue) {
        ChunkedText current = text();
        LineQueue.Head found = current.head(lineEnds);
        if (found != LineQueue.Head.NOTHING) {
            line(found, current, false);
            return true;
        }
        if (current.fill(gate.ctx().alloc(), queue)) {
            return true;
        }
        if (current.isComplete()) {
            endOfChunk(current);
            return true;
        }
        return false;
    }

    private void line(LineQueue.Head found, ChunkedText current, boolean rest) {
        switch (found) {
            case LINE ->
                gate.message()
                        .line(
                                rest
                                        ? current.rest(gate.ctx().alloc())
                                        : current.take(gate.ctx().alloc()));
            case TOO_LONG -> {
                gate.phase(Phase.SKIPPED_CHUNK);
                refusal = GateReply.TEXT_TOO_LONG;
            }
            case BARE_LF, BARE_CR, NUL -> gate.refuseAndClose(GateReply.of(found));
            case NOTHING -> throw new IllegalStateException("no line");
        }
    }

    private void endOfChunk(ChunkedText current) {
        if (!current.chunk().last()) {
            gate.phase(Phase.COMMAND);
            String octets = "250 2.0.0 " + current.chunk().octets() + " octets\r\n";
            gate.turn().whenJamesIsDone(() -> {}, () -> gate.send(Unpooled.copiedBuffer(octets, US_ASCII)));
            return;
        }
        LineQueue.Head rest = current.atEnd(lineEnds);
        if (rest == LineQueue.Head.NOTHING) {
            end();
            gate.message().end(Unpooled.copiedBuffer(".\r\n", US_ASCII));
        } else {
            line(rest, current, true);
        }
    }

    /** Throws octets of a chunk away; false if more are to come. */
    boolean skip(LineQueue queue) {
        ChunkedText current = text();
        if (current.skip(queue)) {
            return true;
        }
        if (!current.isComplete()) {
            return false;
        }
        end();
        gate.phase(Phase.COMMAND);
        GateReply reply = refusal;
        refusal = null;
        if (reply != null) {
            gate.giveUp(() -> gate.send(reply.octets()));
        }
        return true;
    }

    /** Nothing of this message comes any more. */
    void end() {
        if (text != null) {
            text.release();
            text = null;
        }
    }

    private ChunkedText text() {
        return Objects.requireNonNull(text, "no chunks");
    }
}
