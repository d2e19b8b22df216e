// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    private static List<Seen> run(Path folder, String mode, String gate) throws Exception {
        List<Seen> seen = new ArrayList<>();
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
                    seen.add(new Seen(reply.replaceAll("^250.*", "250"), line));
                }
            }
            assertThat(james.counter("postern_dmarc_" + (mode.equals("observe") ? "observed" : "action") + "_reject"))
                    .isPositive();
        }
        return seen;
    }

    @Test
    void observeFindsWhatEnforceFinds(@TempDir Path folder) throws Exception {
        List<Seen> observed = run(folder, "observe", "on");
        List<Seen> enforced = run(folder, "enforce", "on");
        List<Seen> withoutGate = run(folder, "enforce", "off");

        assertThat(observed.stream().map(Seen::line).toList())
                .isEqualTo(enforced.stream().map(Seen::line).toList());
        assertThat(observed.stream().map(Seen::reply)).containsOnly("250");
        assertThat(enforced.get(0).line()).contains("dmarc=pass").contains("spf=pass");
        assertThat(enforced.stream()
                        .map(seen -> seen.reply()
                                .substring(0, Math.min(10, seen.reply().length()))))
                .containsExactly("250", "550 5.7.26", "451 4.7.0 ", "250");
        assertThat(withoutGate).isEqualTo(enforced);
    }
}
