// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate in a whole James. */
class GateIT {
    private static final Pattern CONNECTION_LIMITS = Pattern.compile("<handlerchain>");
    private static final String DNS = "{\"pass.example\": {\"TXT\": [\"v=spf1 ip4:127.0.0.1 -all\"]},"
            + " \"far.example\": {\"TXT\": [\"v=spf1 ip4:192.0.2.1 -all\"]}}";
    private static final String COMMANDS =
            "EHLO c.example\r\nMAIL FROM:<a@%s>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n";

    @TempDir
    Path folder;

    private static String codes(Smtp smtp, int count) throws Exception {
        StringBuilder codes = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String reply = smtp.reply();
            codes.append(reply, 0, Math.min(3, reply.length())).append(' ');
        }
        return codes.toString().trim();
    }

    @Test
    void longLinesArriveWholeOrNotAtAll() throws Exception {
        String longest = "y".repeat(65_534) + "\r\n";
        try (JamesUnderTest james = JamesUnderTest.sample(folder).dns(DNS).start();
                Smtp smtp = james.smtp()) {
            smtp.send(COMMANDS.formatted("pass.example") + "Subject: too-long\r\n\r\ny" + longest + ".\r\n");
            assertThat(codes(smtp, 5)).isEqualTo("250 250 250 354 500");
            smtp.send(COMMANDS.formatted("pass.example") + "Subject: longest\r\n\r\n" + longest + ".\r\n");
            assertThat(codes(smtp, 5)).isEqualTo("250 250 250 354 250");
            assertThat(james.delivered("alice@example.org", "longest")).endsWith("\r\n\r\n" + longest);
            assertThat(CapturingHook.SEEN).hasSize(1);
        }
    }

    @Test
    void theBannerWaitsForTheProxy() throws Exception {
        try (JamesUnderTest james = JamesUnderTest.sample(folder)
                .dns(DNS)
                .spfHook("<mode>enforce</mode>")
                .replace("smtpserver.xml", CONNECTION_LIMITS, "<proxyRequired>true</proxyRequired><handlerchain>")
                .start()) {
            String proxy = "PROXY TCP4 192.0.2.1 127.0.0.1 40000 25\r\n";
            try (Smtp smtp = Smtp.silent(james.smtpPort())) {
                smtp.send(proxy + COMMANDS.formatted("far.example") + "Subject: proxied\r\n\r\n.\r\n");
                assertThat(codes(smtp, 6)).isEqualTo("220 250 250 250 354 250");
            }
            assertThat(CapturingHook.last().attribute("postern.session.earlyOctets"))
                    .contains("true");
            assertThat(CapturingHook.last().attribute("postern.spf.result")).contains("pass");
            try (Smtp smtp = Smtp.silent(james.smtpPort())) {
                smtp.send(proxy);
                assertThat(smtp.reply()).startsWith("220");
                smtp.ok("EHLO c.example");
                assertThat(smtp.say("MAIL FROM:<a@pass.example>")).startsWith("550 5.7.23");
            }
        }
    }

    @Test
    void withoutTheGateJamesServesAloneAndTheLogSaysWhatIsOff() throws Exception {
        try (JamesUnderTest james = JamesUnderTest.sample(folder)
                .dns(DNS)
                .spfHook("<mode>enforce</mode>")
                .handler("io.postern.smtp.SessionHandler", "<gate>off</gate>")
                .start()) {
            assertThat(james.logged("no gate"))
                    .contains("switched off in smtpserver.xml")
                    .contains("over-long lines");
            try (Smtp smtp = james.smtp()) {
                smtp.ok("EHLO c.example");
                assertThat(smtp.say("MAIL FROM:<a@far.example>")).startsWith("550 5.7.23");
                smtp.ok("MAIL FROM:<a@pass.example>").ok("RCPT TO:<alice@example.org>");
                assertThat(smtp.data("Subject: ungated\r\n\r\nx\r\n")).startsWith("250");
            }
            assertThat(CapturingHook.last().attribute("postern.session.earlyOctets"))
                    .isEmpty();
        }
    }

    @Test
    void aPathThatJamesReadsOtherwiseIsCheckedAllTheSame() throws Exception {
        try (JamesUnderTest james = JamesUnderTest.sample(folder)
                        .dns(DNS)
                        .spfHook("<mode>enforce</mode>")
                        .start();
                Smtp smtp = james.smtp()) {
            smtp.ok("EHLO c.example");
            assertThat(smtp.say("mail from: <a@FAR.example> SIZE=10")).startsWith("550 5.7.23");
            // James makes it postmaster@localhost, one of its own, who has to log in
            assertThat(smtp.say("MAIL FROM:<postmaster>")).startsWith("530");
            smtp.ok("MAIL FROM:<a@pass.example>");
            assertThat(smtp.say("MAIL FROM:<a@far.example>")).startsWith("503");
        }
    }
}
