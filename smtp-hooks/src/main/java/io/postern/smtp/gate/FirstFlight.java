// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.channel.ChannelHandlerContext;
import java.util.function.ToIntFunction;

/**
 * Whether a client spoke before it was spoken to: octets of its own had come when the banner was about to be written.
 * The octets of a PROXY header or of a TLS handshake are not what this is about; the banner waits for their end, and
 * the client's own are counted from there.
 */
final class FirstFlight {
    private final ToIntFunction<ChannelHandlerContext> unread;
    private boolean proxyAwaited;
    private boolean handshakeAwaited;
    private boolean received;
    private volatile boolean early;

    /** @param unread octets of a connection that this host has received and nobody has read */
    FirstFlight(ToIntFunction<ChannelHandlerContext> unread) {
        this.unread = unread;
    }

    void awaitProxy() {
        proxyAwaited = true;
    }

    void proxyCame() {
        proxyAwaited = false;
    }

    void awaitHandshake() {
        handshakeAwaited = true;
    }

    void handshakeCame() {
        handshakeAwaited = false;
    }

    /** Octets of the client have been read. */
    void received() {
        received = true;
    }

    /** Whether the banner may be written, as far as it depends on what comes before the client's own octets. */
    boolean mayBegin() {
        return !proxyAwaited && !handshakeAwaited;
    }

    /**
     * The banner is about to be written.
     *
     * @return whether octets have come that will be read at once
     */
    boolean begin(ChannelHandlerContext ctx) {
        boolean waiting = unread.applyAsInt(ctx) > 0;
        early = received || waiting;
        return waiting;
    }

    /** Known once the banner is out; from any thread. */
    boolean isEarly() {
        return early;
    }
}
