// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Early pipelining where nobody is turned away for it, and by hosts that are turned away for something else. They come
 * through a proxy, so that what stands behind its header has come before the banner, each time.
 */
class PipeConnectModesIT {
    private static final String UNLISTED = "PROXY TCP4 198.51.100.1 127.0.0.1 40000 25\r\n";
    private static final String SESSION = "EHLO c.example\r\nMAIL FROM:<a@pass.example>\r\n"
            + "RCPT TO:<alice@example.org>\r\nDATA\r\nSubject: x\r\n\r\nx\r\n.\r\nQUIT\r\n";

    @TempDir
    Path folder;

    private JamesUnderTest james(String mode) throws Exception {
        return JamesUnderTest.sample(folder)
                .dns("{\"pass.example\": {\"TXT\": [\"v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.0/24 -all\"]}}")
                .behindSession(
                        "io.postern.smtp.PipeConnectHook",
                        "<mode>" + mode + "</mode><advertiseHosts>192.0.2.0/24</advertiseHosts>")
                .handlers(ConnectVerdicts.class.getName())
                .replace(
                        "smtpserver.xml",
                        Pattern.compile("<handlerchain>"),
                        "<proxyRequired>true</proxyRequired><handlerchain>")
                .start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"observe", "off"})
    void anUnlistedHostIsServed(String mode) throws Exception {
        try (JamesUnderTest james = james(mode)) {
            try (Smtp smtp = Smtp.silent(james.smtpPort())) {
                smtp.send(UNLISTED + SESSION);
                assertThat(smtp.reply()).startsWith("220 ");
                assertThat(smtp.reply()).startsWith("250-").doesNotContain("PIPECONNECT");
                for (String code : new String[] {"250", "250", "354", "250", "221"}) {
                    assertThat(smtp.reply()).startsWith(code);
                }
                assertThat(smtp.reply()).isEmpty();
            }
            CapturingHook.Seen seen = CapturingHook.last();
            assertThat(seen.attribute("postern.session.earlyOctets")).contains("true");
            if (mode.equals("observe")) {
                assertThat(james.logged("early=unlisted")).contains("client_ip=198.51.100.1 mode=observe");
                assertThat(james.counter("postern_pipeconnect_observed")).isOne();
                assertThat(seen.attribute("postern.session.earlyPipelining")).contains("none");
            } else {
                assertThat(james.log()).noneMatch(line -> line.contains("early="));
                assertThat(james.counter("postern_pipeconnect_observed")).isZero();
                assertThat(seen.attribute("postern.session.earlyPipelining")).isEmpty();
            }
            assertThat(james.counter("postern_pipeconnect_refused")).isZero();
            assertThat(james.counter("postern_pipeconnect_used")).isZero();
            isNotHeardWhereTheConnectionIsRefused(james);
            hasItsVerdictBeforeTheFirstCommand(james);
        }
    }

    private static void isNotHeardWhereTheConnectionIsRefused(JamesUnderTest james) throws Exception {
        try (Smtp smtp = Smtp.silent(james.smtpPort(), ConnectVerdicts.REFUSED)) {
            smtp.send(UNLISTED + SESSION);
            assertThat(smtp.reply()).isEqualTo("554 5.7.1 not you");
            assertThat(smtp.reply()).isEmpty();
        }
        // and where nothing is sent before the refusal
        try (Smtp smtp = Smtp.silent(james.smtpPort(), ConnectVerdicts.REFUSED)) {
            smtp.send(UNLISTED);
            assertThat(smtp.reply()).isEqualTo("554 5.7.1 not you");
            assertThat(smtp.reply()).isEmpty();
        }
        assertThat(ConnectVerdicts.HEARD).isNotEmpty().doesNotContain(ConnectVerdicts.REFUSED);
    }

    private static void hasItsVerdictBeforeTheFirstCommand(JamesUnderTest james) throws Exception {
        int seen = CapturingHook.SEEN.size();
        try (Smtp smtp = Smtp.silent(james.smtpPort(), ConnectVerdicts.LISTED)) {
            smtp.send(UNLISTED + SESSION);
            for (String reply : new String[] {"220", "250", "250", "550 5.7.1 listed", "503"}) {
                assertThat(smtp.reply()).startsWith(reply);
            }
        }
        assertThat(CapturingHook.SEEN).hasSize(seen);
    }
}
