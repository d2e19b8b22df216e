// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** REQUIRETLS in a real James: offered, taken, kept within one transaction and on this server. */
class RequireTlsIT {
    private static final String MAIL = "MAIL FROM:<a@pass.example>";
    private static final String REQUIRED = MAIL + " REQUIRETLS";
    private static final String BODY = "the body, which must not travel";

    @TempDir
    static Path folder;

    private static SmtpSink sink;
    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        sink = new SmtpSink();
        james = JamesUnderTest.sample(folder)
                .dns("{\"pass.example\": {\"TXT\": [\"v=spf1 ip4:127.0.0.0/8 -all\"]}}")
                .behindSession(
                        "org.apache.james.smtpserver.dsn.DSNMessageHook",
                        "</handler><handler class=\"io.postern.smtp.RequireTlsHook\"><localOnly>true</localOnly><advertiseHosts>127.0.0.1, 127.0.0.2</advertiseHosts>"
                                + "<requireFor>sender:ceo@pass.example, recipient:bob@example.org,"
                                + " recipient:bank.example</requireFor>")
                .dispatcher("<mode>enforce</mode>")
                .handlers(
                        "org.apache.james.smtpserver.dsn.DSNEhloHook",
                        "org.apache.james.smtpserver.dsn.DSNMailParameterHook",
                        "org.apache.james.smtpserver.dsn.DSNRcptParameterHook")
                .startTls()
                .gateway(sink.port())
                .start();
        james.rewrite("list@example.org", "member@remote.example");
        james.rewrite("plain@example.org", "plain@remote.example");
    }

    @AfterAll
    static void stop() throws Exception {
        james.close();
        sink.close();
    }

    private static Smtp tls() throws Exception {
        return tls("127.0.0.1");
    }

    private static Smtp tls(String from) throws Exception {
        Smtp smtp = james.smtp(from).ok("EHLO c.example").startTls();
        smtp.ok("EHLO c.example");
        return smtp;
    }

    @Test
    void isOfferedWithinTlsToListedHostsOnly() throws Exception {
        try (Smtp smtp = james.smtp()) {
            assertThat(smtp.say("EHLO c.example")).doesNotContain("REQUIRETLS");
            Smtp tls = smtp.startTls();
            assertThat(tls.say("EHLO c.example")).contains("REQUIRETLS");
        }
        try (Smtp smtp = james.smtp("127.0.0.3").ok("EHLO c.example").startTls()) {
            assertThat(smtp.say("EHLO c.example")).doesNotContain("REQUIRETLS");
            assertThat(smtp.say(REQUIRED)).startsWith("555 5.5.4");
            smtp.ok(MAIL);
        }
    }

    @Test
    void inClearItIsRefused() throws Exception {
        try (Smtp smtp = james.smtp().ok("EHLO c.example")) {
            assertThat(smtp.say(REQUIRED)).startsWith("530 5.7.10");
            assertThat(smtp.say(MAIL + " requiretls")).startsWith("530 5.7.10");
            smtp.ok(MAIL);
        }
    }

    @Test
    void withoutAnOfferItIsRefused() throws Exception {
        try (Smtp smtp = james.smtp().ok("EHLO c.example").startTls()) {
            smtp.ok("HELO c.example");
            assertThat(smtp.say(REQUIRED)).startsWith("555 5.5.4");
            smtp.ok("EHLO c.example").ok(REQUIRED);
        }
    }

    @ParameterizedTest
    @CsvSource({"REQUIRETLS REQUIRETLS,501", "REQUIRETLS=yes,501", "requiretls RequireTls,501", "REQUIRETLS=,501"})
    void malformedIsRefused(String parameters, String code) throws Exception {
        try (Smtp smtp = tls()) {
            assertThat(smtp.say(MAIL + " " + parameters)).startsWith(code);
            smtp.ok(MAIL).ok("RCPT TO:<alice@example.org>");
        }
    }

    @ParameterizedTest
    @CsvSource({"REQUIRETLS", "requiretls", "RequireTLS BODY=8BITMIME SIZE=100"})
    void aLocalRecipientGetsItWithTheAttribute(String parameters) throws Exception {
        String subject = "to-alice-" + parameters.length();
        try (Smtp smtp = tls()) {
            smtp.ok(MAIL + " " + parameters).ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data("Subject: " + subject + "\r\n\r\n" + BODY + "\r\n"))
                    .startsWith("250");
        }
        assertThat(required(CapturingHook.last().mail())).contains(true);
        String delivered = james.delivered("alice@example.org", subject);
        assertThat(delivered)
                .containsPattern("by .* with ESMTPS ID \\S+ \\(using TLSv1\\.[23] with cipher TLS_\\w+\\)\r\n");
        String mail = "mail=" + CapturingHook.last().mail().getName() + " ";
        assertThat(james.logged(mail + "protocol=ESMTPS ")).contains("tls=TLSv1.", "cipher=TLS_");
        assertThat(james.logged(mail + "requiretls=client")).contains("exim=esmtpS ");
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL FROM:<no address> REQUIRETLS,501",
        "MAIL FROM:<a@pass.example> REQUIRETLS FOO=1,555",
        "RSET,250",
        "EHLO c.example,250"
    })
    void nothingIsLeftForTheNextTransaction(String between, String code) throws Exception {
        try (Smtp smtp = tls()) {
            if (!between.startsWith("MAIL")) {
                smtp.ok(REQUIRED).ok("RCPT TO:<alice@example.org>");
            }
            assertThat(smtp.say(between)).startsWith(code);
            smtp.ok(MAIL).ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data("Subject: after\r\n\r\n" + BODY + "\r\n")).startsWith("250");
            assertThat(required(CapturingHook.last().mail())).isEmpty();
        }
    }

    @Test
    void norAfterAMessage() throws Exception {
        try (Smtp smtp = tls()) {
            smtp.ok(REQUIRED).ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data("Subject: first\r\n\r\nx\r\n")).startsWith("250");
            smtp.ok(MAIL).ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data("Subject: second\r\n\r\nx\r\n")).startsWith("250");
            assertThat(required(CapturingHook.last().mail())).isEmpty();
        }
    }

    @Test
    void aRecipientElsewhereIsRefused() throws Exception {
        try (Smtp smtp = tls().login("alice@example.org", JamesUnderTest.PASSWORD)) {
            smtp.ok("MAIL FROM:<alice@example.org> REQUIRETLS");
            assertThat(smtp.say("RCPT TO:<x@remote.example>")).startsWith("550 5.7.30");
            smtp.ok("RCPT TO:<alice@example.org>");
        }
    }

    @Test
    void listedSendersAndRecipientsNeedNotAsk() throws Exception {
        try (Smtp smtp = james.smtp().ok("EHLO c.example")) {
            smtp.ok("MAIL FROM:<CEO@pass.example>").ok("RCPT TO:<alice@example.org>");
            smtp.data("Subject: ceo\r\n\r\nx\r\n");
            assertThat(required(CapturingHook.last().mail())).contains(true);
            smtp.ok(MAIL).ok("RCPT TO:<bob@example.org>");
            smtp.data("Subject: bob\r\n\r\nx\r\n");
            assertThat(required(CapturingHook.last().mail())).contains(true);
        }
        assertThat(james.logged("requiretls=sender")).doesNotContain("tls_required");
        assertThat(james.logged("requiretls=recipient")).doesNotContain("tls_required");
    }

    @Test
    void recipientsWithAndWithoutItGoSeparately() throws Exception {
        try (Smtp smtp = tls().login("alice@example.org", JamesUnderTest.PASSWORD)) {
            smtp.ok("MAIL FROM:<alice@example.org>").ok("RCPT TO:<bob@example.org>");
            assertThat(smtp.say("RCPT TO:<x@remote.example>")).startsWith("452 4.5.3");
            assertThat(smtp.say("RCPT TO:<x@bank.example>")).startsWith("550 5.7.30");
            smtp.ok("RSET").ok("MAIL FROM:<alice@example.org>").ok("RCPT TO:<x@remote.example>");
            assertThat(smtp.say("RCPT TO:<bob@example.org>")).startsWith("452 4.5.3");
            smtp.ok("RCPT TO:<alice@example.org>");
        }
    }

    @Test
    void tlsRequiredNoIsNotedUnlessRequiretlsHolds() throws Exception {
        try (Smtp smtp = tls()) {
            smtp.ok(MAIL).ok("RCPT TO:<alice@example.org>");
            smtp.data("TLS-Required: No\r\nSubject: waived\r\n\r\nx\r\n");
            assertThat(required(CapturingHook.last().mail())).contains(false);
            smtp.ok(REQUIRED).ok("RCPT TO:<alice@example.org>");
            smtp.data("TLS-Required: No\r\nSubject: both\r\n\r\nx\r\n");
            assertThat(required(CapturingHook.last().mail())).contains(true);
        }
        assertThat(james.logged("tls_required=no")).contains("requiretls=no");
        assertThat(james.logged("tls_required=ignored")).contains("requiretls=client");
        assertThat(james.delivered("alice@example.org", "Subject: waived")).contains("\r\nTLS-Required: No\r\n");
    }

    @Test
    void retFullIsDisregarded() throws Exception {
        try (Smtp smtp = tls()) {
            smtp.ok(REQUIRED + " RET=FULL ENVID=QQ1").ok("RCPT TO:<alice@example.org> NOTIFY=FAILURE");
            assertThat(smtp.data("Subject: full\r\n\r\n" + BODY + "\r\n")).startsWith("250");
        }
        // as the last mailets see it
        james.delivered("alice@example.org", "Subject: full");
        assertThat(CapturingHook.last().mail().dsnParameters().flatMap(DsnParameters::getRetParameter))
                .contains(DsnParameters.Ret.HDRS);
    }

    @Test
    void anAliasThatLeadsOutGivesABounceWithTheHeaderAlone() throws Exception {
        try (Smtp smtp = tls().login("alice@example.org", JamesUnderTest.PASSWORD)) {
            smtp.ok("MAIL FROM:<alice@example.org> REQUIRETLS RET=FULL").ok("RCPT TO:<list@example.org>");
            assertThat(smtp.data("Subject: to-the-list\r\n\r\n" + BODY + "\r\n"))
                    .startsWith("250");
            smtp.ok("MAIL FROM:<alice@example.org>").ok("RCPT TO:<plain@example.org>");
            assertThat(smtp.data("Subject: in-any-way\r\n\r\n" + BODY + "\r\n")).startsWith("250");
        }
        String bounce = james.delivered("alice@example.org", "Final-Recipient: rfc822; member@remote.example");
        assertThat(bounce)
                .contains("REQUIRETLS", "Status: 5.7.30", "Subject: to-the-list")
                .doesNotContain(BODY);
        // what needs no TLS has left by the same way
        assertThat(sink.received("Subject: in-any-way")).contains(BODY);
        assertThat(sink.messages()).noneMatch(message -> message.contains("to-the-list"));
    }

    @Test
    void norDoesAForwardTakeItOut() throws Exception {
        assertThat(james.put("/address/forwards/bob@example.org/targets/away@remote.example")
                        .statusCode())
                .isEqualTo(204);
        try (Smtp smtp = tls().login("alice@example.org", JamesUnderTest.PASSWORD)) {
            smtp.ok("MAIL FROM:<alice@example.org> REQUIRETLS").ok("RCPT TO:<bob@example.org>");
            assertThat(smtp.data("Subject: to-be-forwarded\r\n\r\n" + BODY + "\r\n"))
                    .startsWith("250");
        }
        assertThat(james.delivered("alice@example.org", "Final-Recipient: rfc822; away@remote.example"))
                .contains("Status: 5.7.30", "Subject: to-be-forwarded")
                .doesNotContain(BODY);
        assertThat(sink.messages()).noneMatch(message -> message.contains("to-be-forwarded"));
    }

    @Test
    void theBounceOfASenderElsewhereLeavesWithoutTheBody() throws Exception {
        try (Smtp smtp = tls()) {
            smtp.ok("MAIL FROM:<far@pass.example> REQUIRETLS").ok("RCPT TO:<list@example.org>");
            assertThat(smtp.data("Subject: from-afar\r\n\r\n" + BODY + "\r\n")).startsWith("250");
        }
        assertThat(sink.received("Subject: from-afar"))
                .contains("Status: 5.7.30", "To: far@pass.example")
                .doesNotContain(BODY);
        assertThat(sink.messages()).noneMatch(message -> message.contains("from-afar") && message.contains(BODY));
    }

    private static Optional<Boolean> required(Mail mail) {
        return AttributeUtils.getValueAndCastFromMail(mail, AttributeName.of("REQUIRETLS"), Boolean.class);
    }
}
