// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.channel.Channel;
import io.netty.channel.unix.IntegerUnixChannelOption;

/**
 * The option of Linux. Netty's own of this name is read when the socket is bound, which it is by now; Linux takes it
 * later too. Not to be touched where the socket is no epoll socket: Netty's classes for those may not be there.
 */
final class EpollFastOpen {
    /** {@code IPPROTO_TCP} and {@code TCP_FASTOPEN} of Linux, on every architecture. */
    static final IntegerUnixChannelOption TCP_FASTOPEN = new IntegerUnixChannelOption("TCP_FASTOPEN", 6, 23);

    private EpollFastOpen() {}

    /** Whether the channel knows options of sockets. */
    static boolean offer(Channel listener, int queue) {
        return listener.config().setOption(TCP_FASTOPEN, queue);
    }
}
