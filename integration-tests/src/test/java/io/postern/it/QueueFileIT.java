// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** James hands mail over to Debian's Exim, which delivers it with the octets that James received. */
@Tag("peer")
class QueueFileIT {
    @TempDir
    static Path folder;

    @TempDir
    static Path home;

    private static JamesUnderTest james;
    private static SmtpSink sink;
    private static Path input;
    private static Path configuration;

    @BeforeAll
    static void start() throws Exception {
        sink = new SmtpSink();
        Prerequisites.require("root".equals(System.getProperty("user.name")), "Exim takes -C from root only");
        Prerequisites.program("exim4-daemon-heavy", "/usr/sbin/exim4");
        UserPrincipal user =
                home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("Debian-exim");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path spool = Files.createDirectory(home.resolve("spool"));
        input = Files.createDirectory(spool.resolve("input"));
        Files.setOwner(spool, user);
        Files.setOwner(input, user);
        configuration = Files.writeString(home.resolve("exim.conf"), """
                spool_directory = %1$s
                log_file_path = %1$s/%%slog
                primary_hostname = client.example
                disable_ipv6 = true
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
                begin retry
                * * F,1h,1m
                """.formatted(spool, sink.port()));
        james = JamesUnderTest.sample(folder)
                .dns("{}")
                .withoutSpfHook()
                .mailets(
                        "<mailet match=\"All\" class=\"io.postern.mailets.QueueFile\"><directory>" + input
                                + "</directory><split>true</split><owner>Debian-exim</owner><group>Debian-exim</group></mailet>")
                .start();
    }

    @AfterAll
    static void stop() throws IOException {
        james.close();
        sink.close();
    }

    @Test
    void oneMailWithTwoRecipientsIsOnePairThatEximDelivers() throws Exception {
        String message = EightBitMail.of("queuefile-1");
        try (Smtp smtp = james.smtp().ok("EHLO client.example")) {
            smtp.ok("MAIL FROM:<a@sender.example> BODY=8BITMIME")
                    .ok("RCPT TO:<alice@example.org>")
                    .ok("RCPT TO:<bob@example.org>");
            assertThat(smtp.data(message)).startsWith("250");
        }
        Matcher logged = Pattern.compile("queuefile=(\\S+)").matcher(james.logged("queuefile="));
        assertThat(logged.find()).isTrue();
        String id = logged.group(1);
        Path header = input.resolve(id.substring(5, 6)).resolve(id + "-H");
        assertThat(Files.readString(header, ISO_8859_1))
                .contains("\n<a@sender.example>\n", "\n--helo_name client.example\n", "\n-received_protocol esmtp\n");
        assertThat(exim("-bp")).contains(id + " <a@sender.example>").contains("alice@example.org", "bob@example.org");
        String said = exim("-M", id);
        assertThat(sink.received("queuefile-1")).as(said).endsWith("\r\n" + message);
        assertThat(Files.exists(header)).isFalse();
        assertThat(james.counter("postern_queuefile_written")).isEqualTo(1);
    }

    private static String exim(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/sbin/exim4", "-C", configuration.toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        process.waitFor();
        return output;
    }
}
