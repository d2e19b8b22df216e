// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.PrivateExim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static PrivateExim exim;

    @BeforeAll
    static void start() throws Exception {
        sink = new SmtpSink();
        exim = PrivateExim.sending(home, sink.port(), "", "");
        james = JamesUnderTest.sample(folder)
                .dns("{}")
                .withoutSpfHook()
                .mailets(
                        "<mailet match=\"All\" class=\"io.postern.mailets.QueueFile\"><directory>" + exim.input()
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
        Path header = exim.input().resolve(id.substring(5, 6)).resolve(id + "-H");
        assertThat(Files.readString(header, ISO_8859_1))
                .contains("\n<a@sender.example>\n", "\n--helo_name client.example\n", "\n-received_protocol esmtp\n");
        assertThat(exim.run("", "-bp"))
                .contains(id + " <a@sender.example>")
                .contains("alice@example.org", "bob@example.org");
        String said = exim.run("", "-M", id);
        assertThat(sink.received("queuefile-1")).as(said).endsWith("\r\n" + message);
        assertThat(Files.exists(header)).isFalse();
        assertThat(james.counter("postern_queuefile_written")).isEqualTo(1);
    }
}
