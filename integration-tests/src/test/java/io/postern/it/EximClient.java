// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import io.postern.testing.PrivateExim;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Debian's Exim as a client that sends before the banner where it may. */
final class EximClient {
    private final PrivateExim exim;

    /** @param transport options of its smtp transport, a line each */
    EximClient(Path home, int port, String transport) throws IOException {
        exim = PrivateExim.sending(
                home,
                port,
                "log_selector = +pipelining\ntls_advertise_hosts =",
                "  hosts_pipe_connect = *\n" + transport);
    }

    /** Sends one message, and waits until it is gone or not. */
    void send(String subject) throws IOException, InterruptedException {
        exim.run(
                "Subject: " + subject + "\n\n" + subject + "\n.\n..\nend\n",
                "-odf",
                "-oi",
                "-f",
                "a@pass.example",
                "alice@example.org");
    }

    /** The lines about deliveries in its log, oldest first. */
    List<String> deliveries() throws IOException {
        return log().lines()
                .filter(line -> line.contains(" => ") || line.contains(" == ") || line.contains(" ** "))
                .toList();
    }

    String log() throws IOException {
        return exim.log();
    }
}
