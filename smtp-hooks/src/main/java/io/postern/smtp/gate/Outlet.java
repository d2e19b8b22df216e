// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes to the client. Replies to commands that came together leave together (draft-harris-early-pipe-01 §3 shows
 * the banner among them): they are collected while there is more to do at once, and go when there is not.
 */
final class Outlet {
    private record Kept(Object message, ChannelPromise promise) {}

    private final FirstFlight firstFlight;
    /** The banner, before it may be written. */
    private final List<Kept> kept = new ArrayList<>();

    private boolean open;
    private boolean readAwaited;
    private boolean flushWanted;

    Outlet(FirstFlight firstFlight) {
        this.firstFlight = firstFlight;
    }

    /** Whether the banner is written, gone or not: before that no command is worked on. */
    boolean isOpen() {
        return open;
    }

    /** James has begun the session, or something has been read; lets the banner go where nothing is in its way. */
    void tryOpen(ChannelHandlerContext ctx) {
        if (!open && firstFlight.mayBegin()) {
            open = true;
            readAwaited = firstFlight.begin(ctx);
            kept.forEach(each -> write(ctx, each.message, each.promise));
            kept.clear();
        }
    }

    /** All that could be read has been. */
    void readComplete() {
        readAwaited = false;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the promise tells the same
    void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (open) {
            ctx.write(message, promise);
        } else {
            kept.add(new Kept(message, promise));
        }
    }

    /** What has been written is to go, now or with what follows at once. */
    void wantFlush() {
        flushWanted = true;
    }

    /** Nothing follows at once. */
    void settle(ChannelHandlerContext ctx) {
        if (open && flushWanted && !readAwaited) {
            flushWanted = false;
            ctx.flush();
        }
    }

    void release() {
        for (Kept each : kept) {
            ReferenceCountUtil.release(each.message);
            each.promise.tryFailure(new ClosedChannelException());
        }
        kept.clear();
    }
}
