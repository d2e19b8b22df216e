// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.testing.Prerequisites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's Exim as a client that sends before the banner where it may, with a spool and hints of its own. */
final class EximClient {
    private static final int HANG_SECONDS = 120;

    private final Path program = Prerequisites.program("exim4-daemon-heavy", "/usr/sbin/exim4");
    private final Path spool;
    private final Path configuration;

    /** @param transport options of its smtp transport, a line each */
    EximClient(Path home, int port, String transport) throws IOException {
        Prerequisites.require("root".equals(System.getProperty("user.name")), "Exim takes -C from root only");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        spool = Files.createDirectory(home.resolve("exim"));
        Files.setOwner(
                spool, home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("Debian-exim"));
        configuration = Files.writeString(home.resolve("exim.conf"), """
                spool_directory = %1$s
                log_file_path = %1$s/%%slog
                log_selector = +pipelining
                primary_hostname = client.example
                disable_ipv6 = true
                tls_advertise_hosts =
                begin routers
                all:
                  driver = manualroute
                  route_list = * 127.0.0.1 byname
                  self = send
                  transport = smtp
                begin transports
                smtp:
                  driver = smtp
                  port = %2$d
                  hosts_pipe_connect = *
                %3$s
                begin retry
                * * F,1h,1m
                """.formatted(spool, port, transport));
    }

    /** Sends one message, and waits until it is gone or not. */
    void send(String subject) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        program.toString(),
                        "-C",
                        configuration.toString(),
                        "-odf",
                        "-oi",
                        "-f",
                        "a@pass.example",
                        "alice@example.org"))
                .redirectErrorStream(true)
                .redirectOutput(spool.resolveSibling("exim.out").toFile())
                .start();
        try {
            process.getOutputStream()
                    .write(("Subject: " + subject + "\n\n" + subject + "\n.\n..\nend\n").getBytes(ISO_8859_1));
            process.getOutputStream().close();
            if (!process.waitFor(HANG_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("Exim hangs: " + log());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** The lines about deliveries in its log, oldest first. */
    List<String> deliveries() throws IOException {
        return log().lines()
                .filter(line -> line.contains(" => ") || line.contains(" == ") || line.contains(" ** "))
                .toList();
    }

    String log() throws IOException {
        Path log = spool.resolve("mainlog");
        return Files.exists(log) ? Files.readString(log, ISO_8859_1) : "";
    }
}
