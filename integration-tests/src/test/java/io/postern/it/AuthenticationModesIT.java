// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AuthenticationHook alone, with and without enforcement and gate: what is found out does not depend on it. */
class AuthenticationModesIT {
    private static final String DNS = """
            {"pass.example":          {"TXT": ["v=spf1 ip4:127.0.0.1 -all"]},
             "_dmarc.pass.example":   {"TXT": ["v=DMARC1; p=reject"]},
             "_dmarc.reject.example": {"TXT": ["v=DMARC1; p=reject"]},
             "_dmarc.temp.example":   "SERVFAIL"}
            """;
    private static final List<String> AUTHORS =
            List.of("a@pass.example", "a@reject.example", "a@temp.example", "a@unknown.example");

    /** Reply to the final dot, and the log line without what names this mail and this mode. */
    private record Seen(String reply, String line) {}

    private static Map<String, Seen> run(Path folder, String mode, String gate) throws Exception {
        Map<String, Seen> seen = new LinkedHashMap<>();
        try (JamesUnderTest james = JamesUnderTest.sample(Files.createDirectory(folder.resolve(mode + gate)))
                .dns(DNS)
                .handler("io.postern.smtp.SessionHandler", "<gate>" + gate + "</gate>")
                .spfAndAuthentication(
                        "<mode>off</mode>", "<mode>" + mode + "</mode><dmarcTemperror>defer</dmarcTemperror>")
                .start()) {
            for (String author : AUTHORS) {
                try (Smtp smtp = james.smtp().ok("EHLO mta.example")) {
                    smtp.ok("MAIL FROM:<a@pass.example>").ok("RCPT TO:<alice@example.org>");
                    String reply = smtp.data("From: " + author + "\r\nSubject: x\r\n\r\nx\r\n");
                    String domain = author.substring(author.indexOf('@') + 1);
                    String line = james.logged("author_domain=" + domain).replaceAll(" mode=\\w+ mail=\\S+", "");
                    seen.put(author, new Seen(reply.replaceAll("^250.*", "250"), line));
                }
            }
            assertThat(james.counter("postern_dmarc_" + (mode.equals("observe") ? "observed" : "action") + "_reject"))
                    .isPositive();
        }
        return seen;
    }

    @Test
    void observeFindsWhatEnforceFinds(@TempDir Path folder) throws Exception {
        Map<String, Seen> observed = run(folder, "observe", "on");
        Map<String, Seen> enforced = run(folder, "enforce", "on");
        Map<String, Seen> withoutGate = run(folder, "enforce", "off");

        for (String author : AUTHORS) {
            assertThat(observed.get(author).line())
                    .isEqualTo(enforced.get(author).line());
            assertThat(observed.get(author).reply()).isEqualTo("250");
        }
        assertThat(enforced.get("a@pass.example").line()).contains("dmarc=pass").contains("spf=pass");
        assertThat(enforced.get("a@pass.example").reply()).isEqualTo("250");
        assertThat(enforced.get("a@reject.example").reply()).startsWith("550 5.7.26");
        assertThat(enforced.get("a@temp.example").reply()).startsWith("451 4.7.0");
        assertThat(enforced.get("a@unknown.example").reply()).isEqualTo("250");
        assertThat(withoutGate).isEqualTo(enforced);
    }
}
