// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose turn it is in a session: James's, a look-ahead's, or that of the client's next line. A line that waits for its
 * turn is kept here.
 */
final class Turn {
    private static final Logger LOGGER = LoggerFactory.getLogger(Turn.class);

    private final Gate gate;
    private final JamesThread james;
    /** Whether something must come back before the next line may go on. */
    private boolean waiting;
    /** Whether that is James. */
    private boolean atJames;

    private @Nullable ByteBuf held;

    Turn(Gate gate, ChannelHandlerContext ctx) {
        this.gate = gate;
        this.james = new JamesThread(ctx);
    }

    /** Whether the client's next line may go on. */
    boolean mayTakeNextLine() {
        return !waiting;
    }

    boolean isAtJames() {
        return atJames;
    }

    /** Keeps a line until {@link #release}. */
    void park(ByteBuf line) {
        held = line;
    }

    /** The line that is kept. */
    ByteBuf unpark() {
        ByteBuf line = Objects.requireNonNull(held, "no line");
        held = null;
        return line;
    }

    /** The line that is kept, if there is one, goes on. */
    void release() {
        if (held != null) {
            gate.handOn(unpark());
        }
    }

    /** Hands the line on once the stage is complete. */
    void hold(ByteBuf line, CompletionStage<?> until) {
        if (until.toCompletableFuture().isDone()) {
            gate.handOn(line);
            return;
        }
        waiting = true;
        held = line;
        until.whenComplete((done, failure) -> james.here(() -> {
            if (failure != null) {
                LOGGER.error("a look-ahead failed", failure);
            }
            release();
        }));
    }

    /** When James has worked on all that it was handed: something there, then something here, then the next line. */
    void whenJamesIsDone(Runnable there, Runnable here) {
        waiting = true;
        atJames = true;
        james.run(there, () -> {
            atJames = false;
            if (gate.isClosed()) {
                gate.settle();
                return;
            }
            waiting = false;
            here.run();
            gate.goOn();
        });
    }

    /** Nothing goes on any more. */
    void end() {
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
