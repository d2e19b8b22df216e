// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /**
     * James has begun the session, or something has been read; lets the banner go where nothing is in its way.
     *
     * @return false if a connect handler has refused the connection, which ends with what that handler says
     */
    boolean tryOpen(ChannelHandlerContext ctx) {
        if (open || !firstFlight.mayBegin()) {
            return true;
        }
        Optional<ByteBuf> refusal = refusal();
        if (refusal.isPresent()) {
            Farewell.say(ctx, refusal.get());
            return false;
        }
        open = true;
        readAwaited = firstFlight.begin(ctx);
        kept.forEach(each -> write(ctx, each.message, each.promise));
        kept.clear();
        return true;
    }

    /** What the client is told first, if that is no banner. James writes its banner all the same, behind it. */
    private Optional<ByteBuf> refusal() {
        return kept.stream()
                .map(Kept::message)
                .filter(ByteBuf.class::isInstance)
                .map(ByteBuf.class::cast)
                .filter(ByteBuf::isReadable)
                .findFirst()
                // RFC 5321 §3.1: 220, or 554 and no service; RFC 5321 §3.8: 421
                .filter(octets -> octets.getByte(octets.readerIndex()) != '2')
                .map(ByteBuf::retainedDuplicate);
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
        // what nobody reads now may come after a check that takes long
        boolean more = readAwaited && ctx.channel().config().isAutoRead();
        if (open && flushWanted && !more) {
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
