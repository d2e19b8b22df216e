// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.regex.Pattern;

/**
 * A connection to James behind a gate without a network: what the client sends arrives in the pieces that the test
 * makes, and no others.
 */
final class EmbeddedSession {
    private static final Pattern LAST_LINE = Pattern.compile("(?m)^(\\d{3}) .*\r\n|^\\d{3}-.*\r\n");

    private final JamesHandlers james;
    private final EmbeddedChannel channel;
    private int flushes;

    EmbeddedSession(JamesHandlers james, Gate gate) throws Exception {
        this.james = james;
        channel = new Connection();
        channel.pipeline()
                .addLast(new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void flush(ChannelHandlerContext ctx) {
                        flushes++;
                        ctx.flush();
                    }
                })
                .addLast(Gate.NAME, gate)
                .addLast("framer", new ChannelInboundHandlerAdapter())
                .addLast("coreHandler", james.core());
        channel.register();
    }

    /** A channel whose other end has an address. */
    private static final class Connection extends EmbeddedChannel {
        Connection() {
            super(false, false);
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 25_000);
        }
    }

    /** What waits for its turn. */
    void runTasks() {
        channel.runPendingTasks();
    }

    GatedConnection gate() {
        return ((Gate) channel.pipeline().get(Gate.NAME)).connection();
    }

    JamesHandlers james() {
        return james;
    }

    /** One read; nothing if the connection is closed. */
    EmbeddedSession send(String octets) {
        if (channel.isOpen()) {
            channel.writeInbound(Unpooled.copiedBuffer(octets, ISO_8859_1));
        }
        return this;
    }

    /** The codes of the replies since the last call, separated by spaces; a word behind them if that was the end. */
    String codes() {
        String codes =
                LAST_LINE.matcher(replies()).replaceAll(line -> line.group(1) == null ? "" : line.group(1) + " ");
        return (codes + (channel.isOpen() ? "" : "closed")).trim();
    }

    /** The replies since the last call. */
    String replies() {
        StringBuilder replies = new StringBuilder();
        for (ByteBuf octets = channel.readOutbound(); octets != null; octets = channel.readOutbound()) {
            replies.append(octets.toString(ISO_8859_1));
            octets.release();
        }
        return replies.toString();
    }

    /** How often something was made to leave. */
    int flushes() {
        return flushes;
    }

    void close() {
        channel.finishAndReleaseAll();
    }
}
