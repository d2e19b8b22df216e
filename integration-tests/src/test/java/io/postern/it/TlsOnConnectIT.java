// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Early pipelining where the connection begins with TLS: the first flight comes with the client's end of the handshake.
 */
class TlsOnConnectIT {
    private static final String HEAD =
            "EHLO c.example\r\nMAIL FROM:<a@pass.example>\r\nRCPT TO:<alice@example.org>\r\n";
    private static final String MESSAGE = "Subject: x\r\n\r\nx\r\n";

    @TempDir
    static Path folder;

    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        james = JamesUnderTest.sample(folder)
                .dns("{\"pass.example\": {\"TXT\": [\"v=spf1 ip4:127.0.0.1 -all\"]}}")
                .spfHook("<mode>enforce</mode>")
                .behindSession(
                        "io.postern.smtp.PipeConnectHook",
                        "<mode>enforce</mode><advertiseHosts>127.0.0.1</advertiseHosts>")
                .handlers("io.postern.smtp.ChunkingHook")
                .socketTls()
                .start();
    }

    @AfterAll
    static void stop() {
        james.close();
    }

    /** The replies' codes to what is sent in one piece with the end of the handshake. */
    private static void flight(String from, String octets, String... codes) throws Exception {
        try (CorkedSocket socket = new CorkedSocket();
                Smtp tcp = Smtp.silent(socket, james.smtpPort(), from)) {
            Smtp smtp = tcp.handshake();
            smtp.send(octets);
            socket.uncork();
            for (String code : codes) {
                assertThat(smtp.reply()).startsWith(code);
            }
            assertThat(smtp.reply()).isEmpty();
        }
    }

    @Test
    void theFirstFlightIsServed() throws Exception {
        int used = james.counter("postern_pipeconnect_used");
        flight(
                "127.0.0.1",
                HEAD + "DATA\r\n" + MESSAGE + ".\r\nQUIT\r\n",
                "220 ",
                "250-",
                "250",
                "250",
                "354",
                "250",
                "221");
        isUsed();
        flight(
                "127.0.0.1",
                HEAD + "BDAT " + MESSAGE.length() + " LAST\r\n" + MESSAGE + "QUIT\r\n",
                "220 ",
                "250-",
                "250",
                "250",
                "250",
                "221");
        isUsed();
        assertThat(james.counter("postern_pipeconnect_used")).isEqualTo(used + 2);
    }

    private static void isUsed() {
        CapturingHook.Seen seen = CapturingHook.last();
        assertThat(seen.octets()).endsWith(MESSAGE);
        assertThat(seen.attribute("postern.session.earlyPipelining")).contains("used");
        assertThat(seen.attribute("postern.session.earlyOctets")).contains("true");
        assertThat(james.logged("mail=" + seen.mail().getName() + " early=")).contains("early=used exim=L* session=");
    }

    @Test
    void aHostOffTheListIsTurnedAway() throws Exception {
        int seen = CapturingHook.SEEN.size();
        flight("127.0.0.9", HEAD + "DATA\r\n", "220 ", "554 5.5.0");
        assertThat(CapturingHook.SEEN).hasSize(seen);
    }

    @Test
    void theBannerComesWithoutAFirstFlightToo() throws Exception {
        try (Smtp tcp = Smtp.silent(james.smtpPort());
                Smtp smtp = tcp.handshake()) {
            assertThat(smtp.reply()).startsWith("220 ");
            assertThat(smtp.say("EHLO c.example")).containsPattern("\n250[- ]PIPECONNECT");
            smtp.ok("MAIL FROM:<a@pass.example>").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data(MESSAGE)).startsWith("250");
        }
        assertThat(CapturingHook.last().attribute("postern.session.earlyPipelining"))
                .contains("advertised-unused");
    }

    @Test
    void clearTextInsteadOfAHandshakeIsNotServed() throws Exception {
        int seen = CapturingHook.SEEN.size();
        try (Smtp smtp = Smtp.silent(james.smtpPort())) {
            assertThat(smtp.codesToTheEnd(HEAD + "DATA\r\n" + MESSAGE + ".\r\n"))
                    .doesNotContain("220", "250", "354");
        }
        assertThat(CapturingHook.SEEN).hasSize(seen);
    }
}
