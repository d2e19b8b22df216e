// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to where James's handlers of one connection run, and back: James 3.8 runs them on the event loop, later ones
 * on a thread of a pool, in the order of what they are handed.
 */
final class JamesThread {
    private static final Logger LOGGER = LoggerFactory.getLogger(JamesThread.class);
    static final String CORE_HANDLER = "coreHandler";

    private final ChannelHandlerContext gate;

    JamesThread(ChannelHandlerContext gate) {
        this.gate = gate;
    }

    /**
     * Runs something there, behind all that James has been handed, and then something here. Nothing runs when the
     * connection is gone. Where James runs here, both have run when this method returns.
     */
    void run(Runnable there, Runnable thenHere) {
        ChannelHandlerContext core = gate.pipeline().context(CORE_HANDLER);
        if (core == null) {
            return;
        }
        EventExecutor james = core.executor();
        if (james.inEventLoop()) {
            there.run();
            thenHere.run();
        } else {
            execute(james, () -> {
                there.run();
                here(thenHere);
            });
        }
    }

    /** Runs something on the event loop, later. */
    void here(Runnable step) {
        execute(gate.channel().eventLoop(), step);
    }

    private static void execute(EventExecutor executor, Runnable step) {
        try {
            executor.execute(step);
        } catch (RejectedExecutionException e) {
            LOGGER.debug("James is stopping", e);
        }
    }
}
