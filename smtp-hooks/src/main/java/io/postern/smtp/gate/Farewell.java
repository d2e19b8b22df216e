// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * A last reply, and the end of a connection. A client that is still sending would be told so by RST, and lose the reply
 * over it; so the connection ends on our side first, and what still comes goes unread for a while.
 */
final class Farewell {
    /** Ours: enough for what is on its way, too short to keep connections with. */
    private static final int LINGER_SECONDS = 5;

    private Farewell() {}

    @SuppressWarnings("FutureReturnValueIgnored") // the promise tells the same
    static void say(ChannelHandlerContext ctx, ByteBuf reply) {
        ChannelPromise written = ctx.newPromise();
        written.addListener(done -> hangUp(ctx));
        ctx.writeAndFlush(reply, written);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end
    private static void hangUp(ChannelHandlerContext ctx) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (ctx.channel() instanceof DuplexChannel channel && channel.isActive() && tls == null) {
            channel.shutdownOutput();
            ctx.channel().config().setAutoRead(true);
            ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
        } else {
            ctx.newSucceededFuture().addListener(ChannelFutureListener.CLOSE);
        }
    }
}
