// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.DkimSigning;
import io.postern.testing.Prerequisites;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DKIM and DMARC at the end of DATA, enforced, behind SpfHook. The client is 127.0.0.1. */
class AuthenticationHookIT {
    private static final DkimSigning EXAMPLE_COM = DkimSigning.rsa(2048);
    private static final DkimSigning EAI = DkimSigning.ed25519().with("d", "xn--mnchen-3ya.example");

    private static final String DNS = """
            {"rsa._domainkey.example.com": {"TXT": ["%s"]},
             "_dmarc.example.com":        {"TXT": ["v=DMARC1; p=reject"]},
             "ed._domainkey.xn--mnchen-3ya.example": {"TXT": ["%s"]},
             "_dmarc.xn--mnchen-3ya.example": {"TXT": ["v=DMARC1; p=reject"]},
             "pass.example":              {"TXT": ["v=spf1 ip4:127.0.0.1 -all"]},
             "fail.example":              {"TXT": ["v=spf1 ip4:192.0.2.1 -all"]},
             "nomail.example":            {"TXT": ["v=spf1 -all"]},
             "temp.example":              "SERVFAIL",
             "_dmarc.pass.example":       {"TXT": ["v=DMARC1; p=reject"]},
             "_dmarc.reject.example":     {"TXT": ["v=DMARC1; p=reject"]},
             "_dmarc.testing.example":    {"TXT": ["v=DMARC1; p=reject; t=y"]},
             "_dmarc.none.example":       {"TXT": ["v=DMARC1; p=none"]},
             "_dmarc.slow.example":       "TIMEOUT",
             "_dmarc.skipped.example":    {"TXT": ["v=DMARC1; p=reject"]},
             "_dmarc.wander.science":     {"TXT": ["v=DMARC1; p=none"]},
             "2023-05-ed25519._domainkey.wander.science":
                 {"TXT": ["v=DKIM1; k=ed25519; p=pP+YUyRjAvKha4Oc49KAY703oLUS1NLMEuGD3IHMKww="]},
             "invalid._domainkey.wander.science":
                 {"TXT": ["v=DKIM1; k=ed25519; p=MCowBQYDK2VwAyEA3SUqa9UbfciWkk7tlcJ9P1VD5pXAasg0JUn/OgjVbKE="]}}
            """.formatted(EXAMPLE_COM.record(), EAI.record());

    @TempDir
    static Path folder;

    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        james = JamesUnderTest.sample(folder)
                .dns(DNS)
                .property("dns.timeout", "200 ms")
                .property("dns.deadline", "2 s")
                .spfAndAuthentication("<mode>enforce</mode>", """
                        <mode>enforce</mode>
                        <dmarcTemperror>defer</dmarcTemperror>
                        <quarantineProcessor>quarantine</quarantineProcessor>
                        <quarantineHeader>X-Put-Aside</quarantineHeader>
                        <trustedForwarders>127.0.0.6</trustedForwarders>
                        <trustedNetworks>127.0.0.7</trustedNetworks>
                        <skipAuthorDomains>skipped.example</skipAuthorDomains>
                        <historyFile>%s</historyFile>
                        """.formatted(folder.resolve("history")))
                .replace(
                        "mailetcontainer.xml",
                        Pattern.compile("(?s)<mailet match=\"All\" class=\"WithStorageDirective\">.*?</mailet>"),
                        "<mailet match=\"All\" class=\"SetMimeHeader\"><name>X-Processor</name><value>quarantine</value>"
                                + "</mailet>")
                .mailets("""
                        <mailet match="io.postern.matchers.DmarcStatusIs=reject,quarantine" class="SetMimeHeader">
                            <name>X-Status</name><value>bad</value>
                        </mailet>
                        <mailet match="io.postern.matchers.DkimResultIs=pass domain:example.com selector:rsa"
                            class="SetMimeHeader"><name>X-Signed</name><value>example.com</value></mailet>
                        """)
                .start();
    }

    @AfterAll
    static void stop() {
        james.close();
    }

    private static String message(String author, String subject) {
        return "From: A <" + author + ">\r\nTo: alice@example.org\r\nSubject: " + subject + "\r\n\r\nHello\r\n";
    }

    private static String send(String client, String sender, String message) throws Exception {
        try (Smtp smtp = james.smtp(client).ok("EHLO mta.example")) {
            smtp.ok("MAIL FROM:<" + sender + "> BODY=8BITMIME").ok("RCPT TO:<alice@example.org>");
            return smtp.data(message);
        }
    }

    private static String delivered(String subject) {
        return SpfAtSmtpIT.unfolded(james.delivered("alice@example.org", subject));
    }

    @Test
    void aSignedMessagePassesAndOneFieldSaysSo() throws Exception {
        String signed = EXAMPLE_COM.sign(message("a@example.com", "signed-1"));
        assertThat(send("127.0.0.1", "a@pass.example", signed)).startsWith("250");

        String mail = delivered("signed-1");
        assertThat(mail.split("Authentication-Results:", -1)).hasSize(2);
        assertThat(mail)
                .contains("spf=pass ")
                .contains("dkim=pass (2048-bit key) header.d=example.com header.s=rsa")
                .contains("dmarc=pass (p=reject) header.from=example.com policy.dmarc=reject")
                .contains("X-Signed: example.com");
        assertThat(mail.indexOf("Authentication-Results:")).isLessThan(mail.indexOf("Received:"));
        CapturingHook.Seen seen = CapturingHook.last();
        assertThat(seen.octets()).endsWith(signed);
        assertThat(seen.attribute("postern.dkim.result")).contains("pass");
        assertThat(seen.attribute("postern.dkim.domains")).contains("example.com");
        assertThat(seen.attribute("postern.dmarc.status")).contains("accept");
        assertThat(seen.attribute("postern.dmarc.statusText")).contains("Accept");
        assertThat(seen.attribute("postern.dmarc.usedDomain")).contains("example.com");
        assertThat(seen.attribute("postern.dmarc.domainPolicy")).contains("reject");
        assertThat(seen.attribute("postern.dmarc.alignmentSpf")).contains("no");
        assertThat(seen.attribute("postern.dmarc.alignmentDkim")).contains("yes");
        assertThat(seen.attribute("postern.dmarc.quarantine")).isEmpty();
    }

    /** Fields that are signed more often than they are there cannot be added; James's own on top does not count. */
    @Test
    void aSignatureOverReceivedIsNotBrokenByOurOwn() throws Exception {
        String received = "Received: from x by y; Mon, 1 Jan 2024 00:00:00 +0000\r\n";
        String signed = EXAMPLE_COM
                .with("h", "from:received:received:subject")
                .with("c", "simple/simple")
                .sign(received + message("a@example.com", "received-1"));
        assertThat(send("127.0.0.1", "a@pass.example", signed)).startsWith("250");

        assertThat(delivered("received-1")).contains("dkim=pass");
    }

    @ParameterizedTest
    @CsvSource({
        "goodkey_ed25519, pass", "badkey1_ed25519, permerror reason=key-syntax",
        "badkey2_ed25519, fail reason=signature", "badkey3_ed25519, fail reason=body-hash",
        "badkey4_ed25519, permerror reason=no-key", "good_rfc4871_3, policy reason=sha1"
    })
    void messagesOfOthersHaveTheResultsThatTheyShould(String id, String expected) throws Exception {
        Path file = Prerequisites.suite("dkim/mail-dkim/corpus/" + id + ".txt");
        String text = new String(Files.readAllBytes(file), ISO_8859_1);
        String message = text.contains("\r\n") ? text : text.replace("\n", "\r\n");
        assertThat(send("127.0.0.1", "a@pass.example", message)).startsWith("250");

        String results = SpfAtSmtpIT.unfolded(
                CapturingHook.last().attribute("postern.dkim.results").orElseThrow());
        assertThat(results.replaceAll(" \\([^)]*\\)", "")).startsWith("mx.example.org; dkim=" + expected);
        assertThat(CapturingHook.last().octets()).endsWith(message.endsWith("\r\n") ? message : message + "\r\n");
    }

    @Test
    void aForgeryUnderRejectIsRefusedThoughTheSendersOwnSpfPasses() throws Exception {
        int before = CapturingHook.SEEN.size();

        assertThat(send("127.0.0.1", "a@pass.example", message("ceo@reject.example", "forged-1")))
                .isEqualTo(
                        "550 5.7.26 DMARC: neither SPF nor DKIM vouches for mail from reject.example, whose policy is"
                                + " reject");
        assertThat(CapturingHook.SEEN).hasSize(before);
        assertThat(james.logged("author_domain=reject.example"))
                .startsWith("dmarc=fail author_domain=reject.example status=reject action=reject mode=enforce mail=")
                .contains("spf=pass dkim=none arc=none policy=reject")
                .contains("reason=\"no identifier is aligned with reject.example, whose policy is reject\"");
    }

    @Test
    void aBrokenSignatureOfTheAuthorQuarantines() throws Exception {
        String signed = EXAMPLE_COM.sign(message("a@example.com", "bruised-1")).replace("Hello", "Hello [footer]");
        assertThat(send("127.0.0.1", "a@pass.example", signed)).startsWith("250");

        assertThat(delivered("bruised-1"))
                .contains("dkim=fail (2048-bit key) reason=body-hash")
                .contains("dmarc=fail")
                .contains("local_policy: a signature of its author may have been broken on the way")
                .contains("X-Put-Aside: dmarc; no identifier is aligned with example.com")
                .contains("X-Processor: quarantine")
                .contains("X-Status: bad");
        assertThat(CapturingHook.last().attribute("postern.dmarc.quarantine")).isPresent();
        assertThat(CapturingHook.last().attribute("postern.dmarc.overrides").orElseThrow())
                .startsWith("local_policy: ");
    }

    @Test
    void aForgeryThroughAListQuarantines() throws Exception {
        assertThat(send(
                        "127.0.0.1",
                        "a@pass.example",
                        "List-Id: <l.example>\r\n" + message("a@reject.example", "list-1")))
                .startsWith("250");

        assertThat(delivered("list-1"))
                .contains("mailing_list: has a field List-Id")
                .contains("X-Processor: quarantine");
    }

    @Test
    void aListedForwarderAndTestModeQuarantine() throws Exception {
        assertThat(send("127.0.0.6", "a@pass.example", message("a@reject.example", "forwarded-1")))
                .startsWith("250");
        assertThat(delivered("forwarded-1")).contains("trusted_forwarder: listed forwarder: 127.0.0.6");

        assertThat(send("127.0.0.1", "a@pass.example", message("a@testing.example", "testing-1")))
                .startsWith("250");
        assertThat(delivered("testing-1")).contains("policy_test_mode").contains("policy.dmarc=quarantine");
    }

    @Test
    void aDomainThatAsksForNothingIsTagged() throws Exception {
        assertThat(send("127.0.0.1", "a@pass.example", message("a@none.example", "none-1")))
                .startsWith("250");

        assertThat(delivered("none-1")).contains("dmarc=fail").doesNotContain("X-Processor");
    }

    @Test
    void spfAlonePassesForTheSameDomain() throws Exception {
        assertThat(send("127.0.0.1", "a@pass.example", message("a@pass.example", "aligned-1")))
                .startsWith("250");

        assertThat(delivered("aligned-1")).contains("dkim=none").contains("dmarc=pass");
        assertThat(CapturingHook.last().attribute("postern.dmarc.alignmentSpf")).contains("yes");
    }

    @Test
    void dnsThatDoesNotAnswerDefersAndLeavesAttributesBlank() throws Exception {
        assertThat(send("127.0.0.1", "a@pass.example", message("a@slow.example", "slow-1")))
                .startsWith("451 4.7.0 DMARC: no answer from DNS about the DMARC policy of slow.example");
    }

    @Test
    void aMessageWithoutAuthorIsPutAside() throws Exception {
        assertThat(send("127.0.0.1", "a@pass.example", "Subject: nofrom-1\r\n\r\nx\r\n"))
                .startsWith("250");

        assertThat(delivered("nofrom-1")).contains("dmarc=permerror").contains("X-Processor: quarantine");
        CapturingHook.Seen seen = CapturingHook.last();
        assertThat(seen.attribute("postern.dmarc.status")).contains("nofrom");
        assertThat(seen.attribute("postern.dmarc.usedDomain")).contains("");
        assertThat(seen.attribute("postern.dmarc.alignmentSpf")).contains("");
    }

    @Test
    void spfFailIsLeftToDmarcButForDomainsThatSendNoMail() throws Exception {
        String signed = EXAMPLE_COM.sign(message("a@example.com", "forward-1"));
        assertThat(send("127.0.0.1", "a@fail.example", signed)).startsWith("250");
        assertThat(delivered("forward-1")).contains("spf=fail").contains("dmarc=pass");

        try (Smtp smtp = james.smtp().ok("EHLO mta.example")) {
            assertThat(smtp.say("MAIL FROM:<a@nomail.example>")).startsWith("550 5.7.23");
            smtp.ok("MAIL FROM:<a@temp.example>");
        }
    }

    @Test
    void whoIsTrustedOrAuthenticatedIsNotJudged() throws Exception {
        assertThat(send("127.0.0.7", "a@pass.example", message("a@reject.example", "trusted-2")))
                .startsWith("250");
        assertThat(delivered("trusted-2")).contains("spf=fail").doesNotContain("dmarc=");

        try (Smtp smtp = james.smtp().ok("EHLO mta.example")) {
            smtp.login("bob@example.org", JamesUnderTest.PASSWORD);
            smtp.ok("MAIL FROM:<bob@example.org>").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data("Authentication-Results: mx.example.org; dmarc=pass\r\n"
                            + message("a@reject.example", "authenticated-2")))
                    .startsWith("250");
        }
        assertThat(delivered("authenticated-2")).doesNotContain("Authentication-Results");
    }

    @Test
    void aSkippedAuthorDomainIsOff() throws Exception {
        assertThat(send("127.0.0.1", "a@pass.example", message("a@sub.skipped.example", "skipped-1")))
                .startsWith("250");

        assertThat(delivered("skipped-1")).contains("dkim=none").doesNotContain("dmarc=");
        assertThat(CapturingHook.last().attribute("postern.dmarc.status")).contains("off");
        assertThat(james.counter("postern_dmarc_skipped_author-domain")
                        + james.counter("postern_dmarc_skipped_author_domain"))
                .isEqualTo(1);
    }

    @Test
    void aLargeMessageIsVerified() throws Exception {
        String body = ("0123456789".repeat(7) + "\r\n").repeat(300_000);
        String signed = EXAMPLE_COM.sign("From: a@example.com\r\nSubject: large-2\r\n\r\n" + body);
        assertThat(send("127.0.0.1", "a@pass.example", signed)).startsWith("250");

        assertThat(CapturingHook.last().attribute("postern.dkim.result")).contains("pass");
        assertThat(CapturingHook.last().octets()).hasSizeGreaterThan(20 * 1024 * 1024);
    }

    @Test
    void dotsBareLineFeedsAndEightBitOctetsAreHashedAsTheyAre() throws Exception {
        String signed = EXAMPLE_COM
                .with("c", "simple/simple")
                .sign(
                        "From: a@example.com\r\nSubject: odd-1 \u00e9\u00ff\r\n\r\n.one\r\n..two\r\n.\u00e9\r\nx  \r\n\r\ny\r\n");
        assertThat(send("127.0.0.1", "a@pass.example", signed)).startsWith("250");

        assertThat(delivered("odd-1")).contains("dkim=pass").contains("dmarc=pass");
        assertThat(CapturingHook.last().octets()).endsWith(signed);
    }

    @Test
    void anInternationalizedAuthorHasItsALabel() throws Exception {
        String from = new String("a@m\u00fcnchen.example".getBytes(UTF_8), ISO_8859_1);
        String signed = EAI.sign(message(from, "eai-1"));
        assertThat(send("127.0.0.1", "a@pass.example", signed)).startsWith("250");

        assertThat(delivered("eai-1")).contains("dmarc=pass (p=reject) header.from=xn--mnchen-3ya.example");
    }

    @Test
    void twoMessagesInOneSessionAreJudgedEachForItself() throws Exception {
        try (Smtp smtp = james.smtp().ok("EHLO mta.example")) {
            smtp.ok("MAIL FROM:<a@pass.example>").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data(message("a@reject.example", "second-1"))).startsWith("550 5.7.26");
            smtp.ok("MAIL FROM:<a@pass.example>").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data(EXAMPLE_COM.sign(message("a@example.com", "second-2"))))
                    .startsWith("250");
        }
        assertThat(delivered("second-2")).contains("dmarc=pass");
    }

    @Test
    void factsGoIntoTheHistoryFile() throws Exception {
        send("127.0.0.1", "a@pass.example", message("a@history.reject.example", "history-1"));

        String history = Files.readString(folder.resolve("history"));
        assertThat(history)
                .contains(
                        "\nfrom history.reject.example\nmfrom pass.example\nspf 0\npdomain reject.example\npolicy 16\n");
        assertThat(history.substring(history.indexOf("from history.reject"))).contains("\naction 0\n");
    }
}
