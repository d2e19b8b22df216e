// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletionStage;
import org.apache.james.protocols.smtp.SMTPSession;
import org.jspecify.annotations.Nullable;

/** The lines of a message on their way to James, shown to those who look ahead. */
final class MessageText {
    private final Gate gate;
    private LookAheads lookAheads = LookAheads.NONE;
    private @Nullable SMTPSession session;
    private @Nullable WatchedText watched;
    /** Octets that James may still have to work on. */
    private int handedOn;

    MessageText(Gate gate) {
        this.gate = gate;
    }

    void begin(LookAheads handlers, @Nullable SMTPSession current) {
        lookAheads = handlers;
        session = current;
        watched = current != null && handlers.wantHead(current) ? new WatchedText(handlers, current) : null;
    }

    void forget() {
        watched = null;
    }

    /**
     * The next line of DATA, James's to release.
     *
     * @param refused whether the message is, and only its end is waited for
     */
    void line(ByteBuf line, boolean refused) {
        if (!TextLine.isEnd(line)) {
            if (refused) {
                line.release();
            } else {
                line(line);
            }
        } else if (refused) {
            line.release();
            gate.endOfText();
            gate.giveUp(() -> gate.send(GateReply.TEXT_TOO_LONG.octets()));
        } else {
            end(line);
        }
    }

    /** The next line of the message, James's to release. */
    void line(ByteBuf line) {
        WatchedText current = watched;
        boolean headComplete = current != null && current.line(line);
        handedOn += line.readableBytes();
        gate.ctx().fireChannelRead(line);
        if (current != null && headComplete) {
            // a look-ahead uses the session, which is one thread's at a time
            gate.turn().whenJamesIsDone(() -> {}, current::showHead);
        } else if (handedOn > Gate.MAX_WAITING) {
            gate.turn().whenJamesIsDone(() -> {}, () -> handedOn = 0);
        }
    }

    /** The line that ends the message goes on when all that is asked for is there. */
    void end(ByteBuf line) {
        gate.endOfText();
        gate.turn().park(line);
        gate.turn().whenJamesIsDone(() -> {}, () -> gate.turn().hold(gate.turn().unpark(), lookAheadAtEnd()));
    }

    private CompletionStage<?> lookAheadAtEnd() {
        if (watched != null) {
            watched.showHead();
            watched = null;
        }
        return session == null ? LookAhead.NOTHING : lookAheads.beforeEndOfData(session);
    }
}
