// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.function.ToIntFunction;

/**
 * Whether a client spoke before it was spoken to: octets of its own had come when the banner was about to be written.
 * The octets of a PROXY header or of a ClientHello are not what this is about.
 */
final class FirstFlight {
    private final ToIntFunction<ChannelHandlerContext> unread;
    private boolean throughProxy;
    private boolean bannerWritten;
    private boolean bannerSent;
    private volatile boolean early;

    /** @param unread octets of a connection that this host has received and nobody has read */
    FirstFlight(ToIntFunction<ChannelHandlerContext> unread) {
        this.unread = unread;
    }

    void throughProxy() {
        throughProxy = true;
    }

    /** Something is written to the client. */
    void writing(ByteBuf octets) {
        bannerWritten |= octets.isReadable();
    }

    /**
     * What was written goes out now.
     *
     * @param read whether octets of the client have been read and not been handed on
     */
    void flushing(ChannelHandlerContext ctx, boolean read, boolean tls) {
        if (bannerWritten && !bannerSent) {
            bannerSent = true;
            early = read || (!throughProxy && !tls && unread.applyAsInt(ctx) > 0);
        }
    }

    /** Known once the banner is out; from any thread. */
    boolean isEarly() {
        return early;
    }
}
