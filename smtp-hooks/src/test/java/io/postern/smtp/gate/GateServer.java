// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.apache.james.protocols.netty.BasicChannelInboundHandler;
import org.apache.james.protocols.netty.TimeoutHandler;

/**
 * James's own SMTP handlers behind a gate, without the rest of James, in each of the two ways that James arranges them.
 */
final class GateServer implements AutoCloseable {
    /** Where James's handlers run. */
    enum Shape {
        /** James 3.8: on the event loop. */
        EVENT_LOOP,
        /** James 3.9: on a pool. */
        POOL
    }

    private final NioEventLoopGroup loops = new NioEventLoopGroup(2);
    private final DefaultEventExecutorGroup pool = new DefaultEventExecutorGroup(4);
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
    private final List<GatedConnection> gates = new CopyOnWriteArrayList<>();
    private final List<Channel> channels = new CopyOnWriteArrayList<>();
    private final JamesHandlers james;
    private final Channel listener;

    GateServer(Shape shape, LookAhead lookAhead, ToIntFunction<ChannelHandlerContext> unread, int idleSeconds)
            throws Exception {
        this(shape, new JamesHandlers(lookAhead), unread, idleSeconds, LineEnds.REFUSE);
    }

    GateServer(
            Shape shape,
            JamesHandlers james,
            ToIntFunction<ChannelHandlerContext> unread,
            int idleSeconds,
            LineEnds lineEnds)
            throws InterruptedException {
        this.james = james;
        ServerBootstrap server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        BasicChannelInboundHandler core = james.core();
                        Gate gate = new Gate(unread, lineEnds);
                        gates.add(gate.connection());
                        channels.add(channel);
                        arrange(shape, channel.pipeline(), gate, core, new TimeoutHandler(idleSeconds));
                    }
                });
        listener = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
    }

    private void arrange(
            Shape shape, ChannelPipeline pipeline, Gate gate, BasicChannelInboundHandler core, TimeoutHandler idle) {
        if (shape == Shape.EVENT_LOOP) {
            pipeline.addLast(Gate.NAME, gate);
            pipeline.addLast(pool, "framer", new ChannelInboundHandlerAdapter());
            pipeline.addLast("timeoutHandler", idle);
            pipeline.addLast("coreHandler", core);
        } else {
            pipeline.addLast("timeoutHandler", idle);
            pipeline.addLast(Gate.NAME, gate);
            pipeline.addLast(pool, "framer", new ChannelInboundHandlerAdapter());
            pipeline.addLast(pool, "coreHandler", core);
        }
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** What was accepted: sender, recipients, octets below James's Received field. */
    List<String> messages() {
        return james.messages();
    }

    List<GatedConnection> gates() {
        return gates;
    }

    int disconnects() {
        return james.disconnects();
    }

    /** Octets of replies that wait for clients to read. */
    long octetsToWrite() {
        return channels.stream()
                .map(channel -> channel.unsafe().outboundBuffer())
                .filter(Objects::nonNull)
                .mapToLong(ChannelOutboundBuffer::totalPendingWriteBytes)
                .sum();
    }

    /** Octets of buffers that nobody has given back. */
    long octetsInUse() {
        return allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        pool.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
