// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.nio.AbstractNioChannel;
import io.postern.james.ReflectionOnJames;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.james.protocols.lib.netty.AbstractConfigurableAsyncServer;
import org.apache.james.protocols.netty.AbstractAsyncServer;
import org.apache.james.protocols.netty.ChannelHandlerFactory;
import org.apache.james.smtpserver.netty.SMTPServerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the gate into a server of James before it accepts its first connection. James has no way to ask for that, so
 * this class knows three things that James does not promise: the field that holds the factory of the framer, the list
 * of addresses that {@code bind} looks at between setting that field and using it, and that a framer's factory is
 * handed the pipeline. Where one of them is not there, nothing is changed and {@link #install} says so.
 */
@Singleton
public class GateInstaller {
    /** What Postern cannot do without the gate. */
    public static final String OFF_WITHOUT =
            "checks hold a thread of James while they wait, octets before the banner go unseen, James drops over-long lines";

    private static final Logger LOGGER = LoggerFactory.getLogger(GateInstaller.class);

    private final SMTPServerFactory servers;

    @Inject
    public GateInstaller(SMTPServerFactory servers) {
        this.servers = servers;
    }

    /**
     * Called while James starts a server and makes its handlers: that server gets the gate.
     *
     * @param textLineEnds which octets the lines of a message may hold
     * @return why it could not be done; empty when it is
     */
    public Optional<String> install(LineEnds textLineEnds) {
        try {
            Internals internals = Internals.find();
            AbstractConfigurableAsyncServer starting = servers.getServers().stream()
                    .filter(server -> server.isEnabled() && !server.isBound())
                    .findFirst()
                    .orElseThrow(() -> new NoSuchFieldException("a server that is starting"));
            internals.prepare(starting, textLineEnds);
            return Optional.empty();
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            LOGGER.debug("no gate", e);
            return Optional.of("this James is built otherwise (" + e.getMessage() + ")");
        }
    }

    /** The places in James and Netty that are not public. */
    private record Internals(Field addresses, Field framerFactory, Method javaChannel) {
        @ReflectionOnJames
        static Internals find() throws ReflectiveOperationException {
            Method javaChannel = AbstractNioChannel.class.getDeclaredMethod("javaChannel");
            javaChannel.setAccessible(true);
            return new Internals(
                    field(AbstractAsyncServer.class, "addresses", List.class),
                    field(AbstractConfigurableAsyncServer.class, "frameHandlerFactory", ChannelHandlerFactory.class),
                    javaChannel);
        }

        @ReflectionOnJames
        private static Field field(Class<?> owner, String name, Class<?> type) throws NoSuchFieldException {
            Field field = owner.getDeclaredField(name);
            if (field.getType() != type) {
                throw new NoSuchFieldException(name + " of another type");
            }
            field.setAccessible(true);
            return field;
        }

        void prepare(AbstractConfigurableAsyncServer server, LineEnds textLineEnds) throws IllegalAccessException {
            Collection<?> current = (Collection<?>) addresses.get(server);
            if (!(current instanceof Trap)) {
                addresses.set(server, new Trap(current, this, server, textLineEnds));
            }
        }

        void exchangeFramer(AbstractConfigurableAsyncServer server, LineEnds textLineEnds) {
            try {
                if (!(framerFactory.get(server) instanceof GateFactory)) {
                    framerFactory.set(server, new GateFactory(this::unread, textLineEnds));
                }
            } catch (IllegalAccessException e) {
                throw new AssertionError("made accessible before", e);
            }
        }

        /** Octets in the socket's buffer; 0 where that cannot be told. */
        private int unread(ChannelHandlerContext ctx) {
            Channel channel = ctx.channel();
            if (!(channel instanceof AbstractNioChannel)) {
                return 0;
            }
            try {
                return javaChannel.invoke(channel) instanceof SocketChannel socket
                        ? socket.socket().getInputStream().available()
                        : 0;
            } catch (IOException | InvocationTargetException e) {
                LOGGER.debug("connection lost before its banner", e);
                return 0;
            } catch (IllegalAccessException e) {
                throw new AssertionError("made accessible before", e);
            }
        }
    }

    /** A server's addresses. James asks whether there are any when it has made the framer's factory and not used it. */
    private static final class Trap extends ArrayList<InetSocketAddress> {
        private static final long serialVersionUID = 1L;

        private final transient Internals internals;
        private final transient AbstractConfigurableAsyncServer server;
        private final LineEnds textLineEnds;

        Trap(
                Collection<?> addresses,
                Internals internals,
                AbstractConfigurableAsyncServer server,
                LineEnds textLineEnds) {
            addresses.forEach(address -> add((InetSocketAddress) address));
            this.internals = internals;
            this.server = server;
            this.textLineEnds = textLineEnds;
        }

        @Override
        public boolean isEmpty() {
            internals.exchangeFramer(server, textLineEnds);
            return super.isEmpty();
        }
    }

    /** Makes a gate where James wants a framer. */
    private record GateFactory(ToIntFunction<ChannelHandlerContext> unread, LineEnds textLineEnds)
            implements ChannelHandlerFactory {
        @Override
        public ChannelHandler create(ChannelPipeline pipeline) {
            pipeline.addLast(Gate.NAME, new Gate(unread, textLineEnds));
            // the gate takes this out again, when it is in the pipeline
            return new ChannelInboundHandlerAdapter();
        }
    }
}
