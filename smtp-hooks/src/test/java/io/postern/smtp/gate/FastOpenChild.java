// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server and its clients in a process that has a network of its own, whose system serves TCP Fast Open. */
final class FastOpenChild {
    static final int NO_NETWORK = 77;

    private FastOpenChild() {}

    public static void main(String[] args) throws Exception {
        if (!begins() || !Epoll.isAvailable()) {
            System.exit(NO_NETWORK);
        }
        try (FastOpenTest.Server server =
                new FastOpenTest.Server(new EpollEventLoopGroup(1), EpollServerSocketChannel.class)) {
            server.serves();
            System.exit(run(args[0], "src/test/resources/fast_open.py", String.valueOf(server.port())));
        }
    }

    private static boolean begins() throws InterruptedException {
        try {
            Files.writeString(Path.of("/proc/sys/net/ipv4/tcp_fastopen"), "3");
            return run("ip", "link", "set", "lo", "up") == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
