// SPDX-License-Identifier: Apache-2.0
package io.postern.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's Exim with a spool and a configuration of its own. Texts have one char an octet. */
public final class PrivateExim {
    private static final int HANG_SECONDS = 120;
    private static final String COMMON = """
            spool_directory = %1$s
            log_file_path = %1$s/%%slog
            primary_hostname = client.example
            disable_ipv6 = true
            """;

    private final Path program = Prerequisites.program("exim4-daemon-heavy", "/usr/sbin/exim4");
    private final Path home;
    private final UserPrincipal user;
    private final GroupPrincipal group;

    private PrivateExim(Path home, String configuration) throws IOException {
        Prerequisites.require("root".equals(System.getProperty("user.name")), "Exim takes -C from root only");
        this.home = home;
        UserPrincipalLookupService lookup = home.getFileSystem().getUserPrincipalLookupService();
        user = lookup.lookupPrincipalByName("Debian-exim");
        group = lookup.lookupPrincipalByGroupName("Debian-exim");
        // it gives root away at once: its own user must be able to write here
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (Path folder : List.of(spool(), input())) {
            Files.setOwner(Files.createDirectory(folder), user);
        }
        Files.writeString(home.resolve("exim.conf"), COMMON.formatted(spool()) + configuration);
    }

    /**
     * One that is configured so.
     *
     * @param home that exists
     * @param configuration what is not common to all: options of the main section, then the other sections
     */
    public static PrivateExim of(Path home, String configuration) throws IOException {
        return new PrivateExim(home, configuration);
    }

    /**
     * One that sends all mail to one port of the loopback address.
     *
     * @param main options of the main section, a line each
     * @param transport options of its smtp transport, a line each
     */
    public static PrivateExim sending(Path home, int port, String main, String transport) throws IOException {
        return of(home, """
                %1$s
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
                %3$s
                begin retry
                * * F,1h,1m
                """.formatted(main, port, transport));
    }

    private Path spool() {
        return home.resolve("spool");
    }

    /** Where pairs lie. */
    public Path input() {
        return spool().resolve("input");
    }

    /** Whom it runs as. */
    public UserPrincipal user() {
        return user;
    }

    public GroupPrincipal group() {
        return group;
    }

    /** Runs it to its end, whatever that is; what it says. */
    public String run(String input, String... arguments) throws IOException, InterruptedException {
        finished(input, arguments);
        return said();
    }

    /** Runs it to its end, which must be a good one; what it says. */
    public String ok(String input, String... arguments) throws IOException, InterruptedException {
        int status = finished(input, arguments);
        if (status != 0) {
            throw new AssertionError("status " + status + ": " + said() + log());
        }
        return said();
    }

    /** Files and not pipes: a message may be longer than a pipe holds. */
    private int finished(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(program.toString(), "-C", home.resolve("exim.conf").toString()));
        command.addAll(List.of(arguments));
        Path stdin = Files.write(home.resolve("exim.in"), input.getBytes(ISO_8859_1));
        Process process = new ProcessBuilder(command)
                .redirectInput(stdin.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("exim.out").toFile())
                .start();
        if (!process.waitFor(HANG_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("hangs: " + command + " " + log());
        }
        return process.exitValue();
    }

    private String said() throws IOException {
        return Files.readString(home.resolve("exim.out"), ISO_8859_1);
    }

    /** Its main log and, where it exists, its panic log. */
    public String log() throws IOException {
        StringBuilder log = new StringBuilder();
        for (String name : List.of("mainlog", "paniclog")) {
            Path file = spool().resolve(name);
            log.append(Files.exists(file) ? Files.readString(file, ISO_8859_1) : "");
        }
        return log.toString();
    }
}
