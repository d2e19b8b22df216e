// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Early pipelining by hosts on the list and by others. They come through a proxy: the banner waits for its header, so
 * what stands behind the header has come before the banner, each time.
 */
class PipeConnectIT {
    private static final String LISTED = "PROXY TCP4 192.0.2.1 127.0.0.1 40000 25\r\n";
    private static final String UNLISTED = "PROXY TCP4 198.51.100.1 127.0.0.1 40000 25\r\n";
    private static final String SESSION = "EHLO c.example\r\nMAIL FROM:<a@pass.example>\r\n"
            + "RCPT TO:<alice@example.org>\r\nDATA\r\nSubject: x\r\n\r\nx\r\n.\r\nQUIT\r\n";

    @TempDir
    static Path folder;

    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        james = JamesUnderTest.sample(folder)
                .dns("{\"pass.example\": {\"TXT\": [\"v=spf1 ip4:192.0.2.1 -all\"]}}")
                .behindSession(
                        "io.postern.smtp.PipeConnectHook",
                        "<mode>enforce</mode><advertiseHosts>192.0.2.0/24</advertiseHosts>"
                                + "<keywords>PIPECONNECT X_PIPE_CONNECT</keywords>")
                .replace(
                        "smtpserver.xml",
                        Pattern.compile("<handlerchain>"),
                        "<proxyRequired>true</proxyRequired><handlerchain>")
                .start();
    }

    @AfterAll
    static void stop() {
        james.close();
    }

    @Test
    void aListedHostIsServed() throws Exception {
        int used = james.counter("postern_pipeconnect_used");
        try (Smtp smtp = Smtp.silent(james.smtpPort())) {
            smtp.send(LISTED + SESSION);
            assertThat(smtp.reply()).startsWith("220 ");
            assertThat(smtp.reply())
                    .contains("PIPELINING")
                    .containsPattern("\n250[- ]PIPECONNECT")
                    .containsPattern("\n250[- ]X_PIPE_CONNECT");
            for (String code : new String[] {"250", "250", "354", "250", "221"}) {
                assertThat(smtp.reply()).startsWith(code);
            }
        }
        CapturingHook.Seen seen = CapturingHook.last();
        assertThat(seen.attribute("postern.session.earlyPipelining")).contains("used");
        assertThat(james.logged("mail=" + seen.mail().getName() + " early=")).contains("early=used exim=L* session=");
        assertThat(james.counter("postern_pipeconnect_used")).isEqualTo(used + 1);
    }

    @Test
    void anotherIsTurnedAwayBeforeItsFirstCommand() throws Exception {
        int seen = CapturingHook.SEEN.size();
        int refused = james.counter("postern_pipeconnect_refused");
        try (Smtp smtp = Smtp.silent(james.smtpPort())) {
            smtp.send(UNLISTED + SESSION);
            assertThat(smtp.reply()).startsWith("220 ");
            assertThat(smtp.reply()).startsWith("554 5.5.0");
            assertThat(smtp.reply()).isEmpty();
        }
        assertThat(CapturingHook.SEEN).hasSize(seen);
        assertThat(james.logged("early=unlisted")).contains("client_ip=198.51.100.1 mode=enforce");
        assertThat(james.counter("postern_pipeconnect_refused")).isEqualTo(refused + 1);
    }

    @Test
    void aHostThatWaitsIsServedListedOrNot() throws Exception {
        assertThat(waiting(LISTED)).contains("PIPECONNECT");
        assertThat(CapturingHook.last().attribute("postern.session.earlyPipelining"))
                .contains("advertised-unused");
        assertThat(james.logged("early=advertised-unused")).contains("exim=L.-");
        assertThat(waiting(UNLISTED)).doesNotContain("PIPECONNECT");
        assertThat(CapturingHook.last().attribute("postern.session.earlyPipelining"))
                .contains("none");
        assertThat(james.logged("early=none")).contains("exim=L-");
    }

    /** The reply to EHLO. */
    private static String waiting(String proxy) throws Exception {
        try (Smtp smtp = Smtp.silent(james.smtpPort())) {
            smtp.send(proxy);
            assertThat(smtp.reply()).startsWith("220 ");
            String features = smtp.say("EHLO c.example");
            smtp.ok("MAIL FROM:<a@pass.example>").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data("Subject: x\r\n\r\nx\r\n")).startsWith("250");
            return features;
        }
    }
}
