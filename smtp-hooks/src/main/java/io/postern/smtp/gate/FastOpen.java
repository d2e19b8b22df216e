// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.util.AttributeKey;
import java.util.Optional;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TCP Fast Open (RFC 7413) on the sockets that accept connections: a client that has been here before may send octets
 * with the packet that asks for a connection. It is offered from the first connection on, and where James runs on
 * Netty's epoll transport only: Java's own sockets have no such option.
 *
 * @param queue connections that may wait for the end of their handshake with octets of theirs, 1 upwards
 */
public record FastOpen(int queue) {
    private static final Logger LOGGER = LoggerFactory.getLogger(FastOpen.class);
    private static final AttachmentKey<FastOpen> KEY = AttachmentKey.of("postern.fastOpen", FastOpen.class);
    private static final AttributeKey<Boolean> ASKED = AttributeKey.valueOf("postern.fastOpen");

    /** Called by a connect handler: the socket that this connection came from is to offer it. */
    public void attach(SMTPSession session) {
        session.setAttachment(KEY, this, State.Connection);
    }

    static Optional<FastOpen> of(SMTPSession session) {
        return session.getAttachment(KEY, State.Connection);
    }

    /** Offers it on a listening socket, if that can be; once, from any thread. */
    void on(Channel listener) {
        if (listener.attr(ASKED).getAndSet(true) == null) {
            LOGGER.info("fastOpen={} address={}: {}", queue, listener.localAddress(), offer(listener));
        }
    }

    private String offer(Channel listener) {
        if (!listener.getClass().getName().startsWith("io.netty.channel.epoll.")) {
            return "not offered, useEpoll is needed";
        }
        try {
            return EpollFastOpen.offer(listener, queue) ? "offered" : "not offered, the socket has no such option";
        } catch (ChannelException | LinkageError e) {
            LOGGER.warn("TCP Fast Open", e);
            return "not offered, the system refuses";
        }
    }
}
