// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPF in the session, enforced. The client is 127.0.0.1 unless a test says otherwise. */
class SpfAtSmtpIT {
    private static final String DNS = """
            {"pass.example":      {"TXT": ["v=spf1 ip4:127.0.0.1 -all"]},
             "fail.example":      {"TXT": ["v=spf1 ip4:192.0.2.1 -all"]},
             "explained.example": {"TXT": ["v=spf1 -all exp=why.explained.example"]},
             "why.explained.example": {"TXT": ["%{i} is not %{o}\\r\\n220 forged"]},
             "softfail.example":  {"TXT": ["v=spf1 ~all"]},
             "neutral.example":   {"TXT": ["v=spf1 ?all"]},
             "aol.example":       {"TXT": ["v=spf1 ?all"]},
             "broken.example":    {"TXT": ["v=spf1 ipv4:127.0.0.1 -all"]},
             "temp.example":      "SERVFAIL",
             "mta.example":       {"TXT": ["v=spf1 ip4:127.0.0.1 -all"]},
             "evilhelo.example":  {"TXT": ["v=spf1 -all"]}}
            """;

    @TempDir
    static Path folder;

    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        james = JamesUnderTest.sample(folder).dns(DNS).spfHook("""
                        <mode>enforce</mode>
                        <domainOverrides>aol.example:neutral=fail</domainOverrides>
                        <receivedSpf>true</receivedSpf>
                        <trustedNetworks>127.0.0.7</trustedNetworks>
                        <trustedRelays>127.0.0.8</trustedRelays>
                        """).mailets("""
                        <mailet match="io.postern.matchers.SpfResultIs=softfail,permerror" class="MailAttributesToMimeHeaders">
                            <simplemapping>postern.spf.result; X-Matched</simplemapping>
                        </mailet>
                        """).start();
    }

    @AfterAll
    static void stop() {
        james.close();
    }

    private static String message(String subject) {
        return "From: a@pass.example\r\nTo: alice@example.org\r\nSubject: " + subject + "\r\n\r\nHello\r\n";
    }

    private static Smtp greeted(String from, String helo) throws Exception {
        return james.smtp(from).ok("EHLO " + helo);
    }

    /** Sends from 127.0.0.1 with a HELO name that passes, and gives the reply to the final dot. */
    private static String send(String sender, String subject) throws Exception {
        try (Smtp smtp = greeted("127.0.0.1", "mta.example")) {
            smtp.ok("MAIL FROM:<" + sender + ">").ok("RCPT TO:<alice@example.org>");
            return smtp.data(message(subject));
        }
    }

    @Test
    void passIsDeliveredWithATrueHeader() throws Exception {
        assertThat(send("a@pass.example", "pass-1")).startsWith("250");

        String mail = james.delivered("alice@example.org", "pass-1");
        assertThat(unfolded(mail))
                .contains(
                        "Authentication-Results: mx.example.org; spf=pass (mx.example.org: domain of a@pass.example"
                                + " designates 127.0.0.1 as permitted sender) smtp.mailfrom=a@pass.example smtp.helo=mta.example")
                .contains("Received-SPF: pass (mx.example.org: ")
                .contains("client-ip=127.0.0.1; envelope-from=\"a@pass.example\"; helo=mta.example; identity=mailfrom;"
                        + " mechanism=\"ip4:127.0.0.1\"; receiver=mx.example.org");
        assertThat(mail.indexOf("Authentication-Results:")).isLessThan(mail.indexOf("Received:"));
    }

    @Test
    void failIsRefusedAtMail() throws Exception {
        try (Smtp smtp = greeted("127.0.0.1", "mta.example")) {
            assertThat(smtp.say("MAIL FROM:<first@fail.example>"))
                    .isEqualTo("550 5.7.23 SPF check of mfrom failed: 127.0.0.1 is not allowed to send mail from"
                            + " first@fail.example");
        }
        assertThat(james.logged("mail_from=first@fail.example"))
                .startsWith("spf=fail client_ip=127.0.0.1 mail_from=first@fail.example helo=mta.example action=reject"
                        + " mode=enforce session=");
    }

    @Test
    void aSessionGoesOnAfterARefusal() throws Exception {
        try (Smtp smtp = greeted("127.0.0.1", "mta.example")) {
            assertThat(smtp.say("MAIL FROM:<a@fail.example>")).startsWith("550 5.7.23");
            smtp.ok("MAIL FROM:<a@pass.example>").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data(message("after-refusal"))).startsWith("250");
        }
        assertThat(james.delivered("alice@example.org", "after-refusal")).contains("spf=pass");
    }

    @Test
    void softfailIsTaggedAndMatched() throws Exception {
        assertThat(send("a@softfail.example", "softfail-1")).startsWith("250");

        assertThat(james.delivered("alice@example.org", "softfail-1"))
                .contains("spf=softfail")
                .contains("X-Matched: softfail");
        assertThat(CapturingHook.last().attribute("postern.spf.result")).contains("softfail");
    }

    @Test
    void permerrorIsTaggedAndMatched() throws Exception {
        assertThat(send("a@broken.example", "permerror-1")).startsWith("250");

        assertThat(james.delivered("alice@example.org", "permerror-1"))
                .contains("spf=permerror")
                .contains("X-Matched: permerror");
    }

    @Test
    void noRecordIsTagged() throws Exception {
        assertThat(send("a@unknown.example", "none-1")).startsWith("250");

        assertThat(james.delivered("alice@example.org", "none-1"))
                .contains("spf=none")
                .doesNotContain("X-Matched");
    }

    @Test
    void temperrorIsDeferred() throws Exception {
        try (Smtp smtp = greeted("127.0.0.1", "mta.example")) {
            assertThat(smtp.say("MAIL FROM:<a@temp.example>"))
                    .isEqualTo("451 4.4.3 SPF check of temp.example did not get an answer from DNS");
        }
    }

    @Test
    void theNullSenderIsCheckedAsPostmasterAtTheHeloName() throws Exception {
        try (Smtp smtp = greeted("127.0.0.1", "evilhelo.example")) {
            assertThat(smtp.say("MAIL FROM:<>")).startsWith("550 5.7.23").contains("postmaster@evilhelo.example");
        }
        try (Smtp smtp = greeted("127.0.0.1", "mta.example")) {
            smtp.ok("MAIL FROM:<>").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data(message("bounce-1"))).startsWith("250");
        }
        assertThat(unfolded(james.delivered("alice@example.org", "bounce-1")))
                .contains("spf=pass (mx.example.org: domain of postmaster@mta.example designates 127.0.0.1 as permitted"
                        + " sender) smtp.helo=mta.example")
                .doesNotContain("smtp.mailfrom");
    }

    @Test
    void anOverrideTreatsNeutralAsFailForOneDomain() throws Exception {
        assertThat(send("a@neutral.example", "neutral-1")).startsWith("250");
        try (Smtp smtp = greeted("127.0.0.1", "mta.example")) {
            assertThat(smtp.say("MAIL FROM:<a@aol.example>")).startsWith("550 5.7.23");
        }
    }

    @Test
    void anExplanationThatNobodyAskedForIsNotShown() throws Exception {
        try (Smtp smtp = greeted("127.0.0.1", "mta.example")) {
            assertThat(smtp.say("MAIL FROM:<a@explained.example>"))
                    .startsWith("550 5.7.23")
                    .doesNotContain("forged");
        }
    }

    @Test
    void mailFromATrustedNetworkIsNotChecked() throws Exception {
        try (Smtp smtp = greeted("127.0.0.7", "mta.example")) {
            smtp.ok("MAIL FROM:<a@fail.example>").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data(message("trusted-1"))).startsWith("250");
        }
        assertThat(james.delivered("alice@example.org", "trusted-1")).doesNotContain("Authentication-Results");
    }

    @Test
    void anAuthenticatedClientIsNotChecked() throws Exception {
        try (Smtp smtp = greeted("127.0.0.1", "mta.example")) {
            smtp.login("bob@example.org", JamesUnderTest.PASSWORD);
            smtp.ok("MAIL FROM:<bob@example.org>").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data("Authentication-Results: mx.example.org; spf=pass\r\n" + message("auth-1")))
                    .startsWith("250");
        }
        assertThat(james.delivered("alice@example.org", "auth-1")).doesNotContain("Authentication-Results");
    }

    @Test
    void behindARelayTheClientOfItsReceivedFieldIsChecked() throws Exception {
        String received = "Received: from mta.example (unknown [192.0.2.1])\r\n\tby gw.example.org (Postfix)\r\n";
        try (Smtp smtp = greeted("127.0.0.8", "gw.example.org")) {
            smtp.ok("MAIL FROM:<a@fail.example>").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data(received + message("relay-pass"))).startsWith("250");
            smtp.ok("MAIL FROM:<a@pass.example>").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data(received + message("relay-fail")))
                    .startsWith("550 5.7.23")
                    .contains("192.0.2.1");
        }
        assertThat(unfolded(james.delivered("alice@example.org", "relay-pass")))
                .contains("spf=pass (mx.example.org: domain of a@fail.example designates 192.0.2.1");
    }

    @Test
    void forgedResultsOfOurNameAreRemovedAndOthersStay() throws Exception {
        String forged = "AUTHENTICATION-Results : MX.Example.Org; dkim=pass\r\n"
                + "Authentication-Results: (x) mx.example.org\r\n 1; dmarc=pass\r\n"
                + "Authentication-Results: \"mx.example.org\"; arc=pass\r\n"
                + "Authentication-Results: other.example; dkim=pass header.d=other.example\r\n";
        try (Smtp smtp = greeted("127.0.0.1", "mta.example")) {
            smtp.ok("MAIL FROM:<a@pass.example>").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data(forged + message("forged-1"))).startsWith("250");
        }
        assertThat(james.delivered("alice@example.org", "forged-1"))
                .doesNotContain("dkim=pass\r\n")
                .doesNotContain("dmarc=pass")
                .doesNotContain("arc=pass")
                .contains("Authentication-Results: other.example; dkim=pass header.d=other.example\r\n")
                .contains("spf=pass");
    }

    @Test
    void everyOtherOctetStaysAsItWas() throws Exception {
        String sent = "X-Odd  : spaces before the colon\r\n"
                + "Subject: octets-1\r\n"
                + "X-Folded: one\r\n\ttwo\r\n   three\r\n"
                + "X-Empty:\r\n"
                + "x-long: " + "y".repeat(900) + "\r\n"
                + "\r\n"
                + "Body with 8 bit \u00e9\u00ff, trailing blanks  \r\n\r\n.dot\r\n--\r\n\r\n\r\n";
        try (Smtp smtp = greeted("127.0.0.1", "mta.example")) {
            smtp.ok("MAIL FROM:<a@pass.example> BODY=8BITMIME").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data(sent)).startsWith("250");
        }
        // James un-dots ".." only: the dot line comes back as it was
        assertThat(CapturingHook.last().octets()).endsWith("\r\n" + sent);
        assertThat(james.delivered("alice@example.org", "octets-1")).endsWith("\r\n" + sent);
    }

    @Test
    void eightBitOctetsOfHeadersSurviveToTheMailbox() throws Exception {
        String sent = "Subject: eightbit-1 \u00e4\u00f6\u00fc \u00c3\u00a9\r\n\r\nx\r\n";
        try (Smtp smtp = greeted("127.0.0.1", "mta.example")) {
            smtp.ok("MAIL FROM:<a@pass.example>").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data(sent)).startsWith("250");
        }
        assertThat(CapturingHook.last().octets()).endsWith("\r\n" + sent);
    }

    @Test
    void largeMessagesKeepTheirBodies() throws Exception {
        String body = ("0123456789".repeat(7) + "\r\n").repeat(30_000);
        try (Smtp smtp = greeted("127.0.0.1", "mta.example")) {
            smtp.ok("MAIL FROM:<a@pass.example>").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data("Subject: large-1\r\n\r\n" + body)).startsWith("250");
        }
        assertThat(james.delivered("alice@example.org", "large-1")).endsWith("\r\n\r\n" + body);
    }

    @Test
    void attributesTellWhatEximsVariablesTell() throws Exception {
        send("a@softfail.example", "attributes-1");

        CapturingHook.Seen seen = CapturingHook.last();
        assertThat(seen.attribute("postern.spf.headerComment"))
                .contains(
                        "transitioning domain of a@softfail.example does not designate 127.0.0.1 as permitted sender");
        assertThat(seen.attribute("postern.spf.usedDomain")).contains("softfail.example");
        assertThat(seen.attribute("postern.spf.smtpComment").orElseThrow()).startsWith("SPF check of mfrom failed");
        assertThat(unfolded(seen.attribute("postern.spf.received").orElseThrow()))
                .startsWith("Received-SPF: softfail (");
        assertThat(seen.attribute("postern.spf.resultGuessed")).isEmpty();
        assertThat(seen.attribute("postern.spf.heloResult")).contains("pass");
    }

    @Test
    void oneLogLineTellsOfAMessage() throws Exception {
        send("a@softfail.example", "logged-1");

        String mail = CapturingHook.last().mail().getName();
        assertThat(james.log().stream().filter(line -> line.contains("mail=" + mail)))
                .singleElement()
                .asString()
                .startsWith("spf=softfail client_ip=127.0.0.1 mail_from=a@softfail.example helo=mta.example action=tag"
                        + " mode=enforce mail=" + mail);
    }

    static String unfolded(String mail) {
        return mail.replaceAll("\r\n[ \t]+", " ");
    }
}
