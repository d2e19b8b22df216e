// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.eximspool.FileAccess;
import io.postern.testing.Prerequisites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Debian's Exim with a spool and a configuration of its own, which sends all mail to one port of the loopback address.
 */
final class PrivateExim {
    private static final int HANG_SECONDS = 120;

    private final Path program = Prerequisites.program("exim4-daemon-heavy", "/usr/sbin/exim4");
    private final Path spool;
    private final Path configuration;
    private final UserPrincipal user;
    private final GroupPrincipal group;

    PrivateExim(Path home, int port) throws IOException {
        Prerequisites.require("root".equals(System.getProperty("user.name")), "Exim takes -C from root only");
        UserPrincipalLookupService lookup = home.getFileSystem().getUserPrincipalLookupService();
        user = lookup.lookupPrincipalByName("Debian-exim");
        group = lookup.lookupPrincipalByGroupName("Debian-exim");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        spool = Files.createDirectory(home.resolve("spool"));
        Files.createDirectory(input());
        Files.setOwner(spool, user);
        Files.setOwner(input(), user);
        configuration = Files.writeString(home.resolve("exim.conf"), """
                spool_directory = %1$s
                log_file_path = %1$s/%%slog
                primary_hostname = client.example
                disable_ipv6 = true
                tls_advertise_hosts =
                dsn_advertise_hosts = *
                smtputf8_advertise_hosts = *
                accept_8bitmime = true
                allow_utf8_domains = true
                strip_excess_angle_brackets = true
                acl_smtp_rcpt = accept
                acl_smtp_data = accept
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
                  max_rcpt = 0
                begin retry
                * * F,1h,1m
                """.formatted(spool, port));
    }

    /** Where pairs lie. */
    Path input() {
        return spool.resolve("input");
    }

    /** Exim's own user and mode. */
    FileAccess access() {
        return new FileAccess(FileAccess.DEFAULT.mode(), Optional.of(user), Optional.of(group));
    }

    /** Runs it to its end; what it says, one char an octet. */
    String run(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "-C", configuration.toString()));
        command.addAll(List.of(arguments));
        Path stdin = Files.write(Files.createTempFile("exim", ".in"), input.getBytes(ISO_8859_1));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(stdin.toFile())
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
            if (!process.waitFor(HANG_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("hangs: " + command);
            }
            return output;
        } finally {
            process.destroyForcibly();
            Files.delete(stdin);
        }
    }

    /** Its main log and, where it exists, its panic log. */
    String log() throws IOException {
        StringBuilder log = new StringBuilder();
        for (String name : List.of("mainlog", "paniclog")) {
            Path file = spool.resolve(name);
            log.append(Files.exists(file) ? Files.readString(file, ISO_8859_1) : "");
        }
        return log.toString();
    }
}
