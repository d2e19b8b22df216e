// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose SMTP chain knows nothing of Postern: the mailet does in the spooler what the hook would have done. */
class AuthenticateMailetIT {
    @TempDir
    static Path folder;

    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        james = JamesUnderTest.sample(folder)
                .dns("""
                        {"fail.example": {"TXT": ["v=spf1 -all"]},
                         "_dmarc.reject.example": {"TXT": ["v=DMARC1; p=reject"]},
                         "_dmarc.pass.example": {"TXT": ["v=DMARC1; p=reject"]},
                         "pass.example": {"TXT": ["v=spf1 ip4:127.0.0.1 -all"]}}
                        """)
                .withoutSpfHook()
                .withoutDispatcher()
                .replace("smtpserver.xml", Pattern.compile("<handler class=\"io.postern.smtp.SessionHandler\" />"), "")
                .mailets("""
                        <mailet match="All" class="io.postern.mailets.Authenticate">
                            <mode>enforce</mode><refusedProcessor>refused</refusedProcessor>
                            <quarantineProcessor>suspicious</quarantineProcessor>
                            <unusableFrom>tag</unusableFrom>
                        </mailet>
                        """)
                .processors("""
                        <processor state="suspicious" enableJmx="false">
                            <mailet match="All" class="SetMimeHeader"><name>X-Suspicious</name><value>yes</value></mailet>
                            <mailet match="All" class="LocalDelivery" />
                        </processor>
                        <processor state="refused" enableJmx="false">
                            <mailet match="All" class="SetMimeHeader"><name>X-Quarantined</name><value>yes</value></mailet>
                            <mailet match="All" class="LocalDelivery" />
                        </processor>
                        """)
                .start();
    }

    @AfterAll
    static void stop() {
        james.close();
    }

    private static void send(String sender, String head) throws Exception {
        try (Smtp smtp = james.smtp().ok("EHLO client.example")) {
            smtp.ok("MAIL FROM:<" + sender + ">").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data(head + "\r\nx\r\n")).startsWith("250");
        }
    }

    @Test
    void aPassIsDeliveredWithItsResult() throws Exception {
        send("a@pass.example", "Subject: spool-pass\r\n");

        assertThat(james.delivered("alice@example.org", "spool-pass"))
                .startsWith("Return-Path: <a@pass.example>")
                .contains("spf=pass")
                .doesNotContain("X-Quarantined");
    }

    @Test
    void whatTheHookWouldRefuseGoesToTheProcessor() throws Exception {
        send("a@fail.example", "Subject: spool-fail\r\n");

        assertThat(james.delivered("alice@example.org", "spool-fail"))
                .contains("spf=fail")
                .contains("X-Quarantined: yes");
    }

    @Test
    void dmarcIsJudgedAsTheHookWould() throws Exception {
        send("a@pass.example", "From: a@pass.example\r\nSubject: spool-aligned\r\n");
        send("a@pass.example", "From: a@reject.example\r\nSubject: spool-reject\r\n");
        send("a@pass.example", "List-Id: <l.example>\r\nFrom: a@reject.example\r\nSubject: spool-list\r\n");

        assertThat(james.delivered("alice@example.org", "spool-aligned"))
                .contains("dmarc=pass")
                .doesNotContain("X-Quarantined")
                .doesNotContain("X-Suspicious");
        assertThat(james.delivered("alice@example.org", "spool-reject"))
                .contains("dmarc=fail")
                .contains("X-Quarantined: yes");
        assertThat(james.delivered("alice@example.org", "spool-list"))
                .contains("dmarc=fail")
                .contains("X-Suspicious: yes");
    }

    @Test
    void forgedResultsAreRemoved() throws Exception {
        send("a@pass.example", "Subject: spool-forged\r\nAuthentication-Results: mx.example.org; dkim=pass\r\n");

        assertThat(james.delivered("alice@example.org", "spool-forged"))
                .doesNotContain("dkim=pass")
                .contains("spf=pass");
    }

    @Test
    void octetsThatNoHookHasKeptStayAsJamesHasMadeThem() throws Exception {
        send("a@pass.example", "Subject: spool-octets \u00e9\r\nX-\u00e9: ?\r\n");

        assertThat(james.delivered("alice@example.org", "spool-octets"))
                .endsWith("\r\nSubject: spool-octets ?\r\nX-?: ?\r\n\r\nx\r\n");
    }
}
