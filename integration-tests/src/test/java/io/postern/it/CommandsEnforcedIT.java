// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.mailet.DsnParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CommandDispatcher enforced, in a James with its DSN hooks and with STARTTLS. */
class CommandsEnforcedIT {
    private static final String DSN = "org.apache.james.smtpserver.dsn.";

    @TempDir
    static Path folder;

    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        james = JamesUnderTest.sample(folder)
                .dns("{}")
                .dispatcher("<mode>enforce</mode><extraMailParameters>XKNOWN</extraMailParameters>")
                .handlers(
                        DSN + "DSNEhloHook",
                        DSN + "DSNMailParameterHook",
                        DSN + "DSNRcptParameterHook",
                        DSN + "DSNMessageHook")
                .startTls()
                .start();
    }

    @AfterAll
    static void stop() {
        james.close();
    }

    private static Smtp greeted() throws Exception {
        return james.smtp().ok("EHLO client.example");
    }

    private static Optional<DsnParameters> sent(Smtp smtp, String subject) throws Exception {
        smtp.ok("RCPT TO:<alice@example.org>");
        assertThat(smtp.data("Subject: " + subject + "\r\n\r\nx\r\n")).startsWith("250");
        CapturingHook.Seen seen = CapturingHook.last();
        assertThat(seen.octets()).contains("Subject: " + subject);
        return seen.mail().dsnParameters();
    }

    @ParameterizedTest
    @CsvSource({
        "BODY=8BITMIME,          250",
        "body=7bit,              250",
        "AUTH=<>,                250",
        "SIZE=1000,              250",
        "size=1000 auth=<>,      250",
        "RET=HDRS ENVID=QQ31,    250",
        "ret=FULL,               250",
        "xknown,                 250",
        "FOO,                    555 5.5.4 MAIL parameter FOO",
        "foo=1,                  555 5.5.4 MAIL parameter FOO",
        "SMTPUTF8,               555 5.5.4 MAIL parameter SMTPUTF8",
        "BODY=BINARYMIME,        501 5.5.4 MAIL parameter BODY",
        "SIZE=1 size=1,          501 5.5.4 MAIL parameter SIZE",
        "RET=FULL RET=HDRS,      501 5.5.4 MAIL parameter RET",
        "SIZE=,                  501 5.5.4 Syntax error in MAIL parameters",
    })
    void aParameterOfMailIsKnownOrRefused(String parameters, String reply) throws Exception {
        try (Smtp smtp = greeted()) {
            assertThat(smtp.say("MAIL FROM:<a@s.example> " + parameters)).startsWith(reply);
            assertThat(smtp.say("NOOP")).startsWith("250");
        }
    }

    @Test
    void parametersInLowerCaseReachTheMessage() throws Exception {
        try (Smtp smtp = greeted().ok("MAIL FROM:<a@s.example> ret=HDRS envid=MiXed")) {
            Optional<DsnParameters> dsn = sent(smtp, "lower-case");

            assertThat(dsn.orElseThrow().getRetParameter()).contains(DsnParameters.Ret.HDRS);
            assertThat(dsn.orElseThrow().getEnvIdParameter()).contains(DsnParameters.EnvId.of("MiXed"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MAIL FROM:<a@@s.example> RET=HDRS ENVID=leak", "MAIL FROM:<a@s.example> ENVID=leak SIZE=big"})
    void nothingOfAFailedMailIsInTheNextMessage(String line) throws Exception {
        try (Smtp smtp = greeted()) {
            assertThat(smtp.say(line)).startsWith("501");
            smtp.ok("MAIL FROM:<a@s.example>");

            Optional<DsnParameters> dsn = sent(smtp, "after-a-failure");

            assertThat(dsn).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSET", "EHLO again.example"})
    void nothingOfATransactionThatEndedIsInTheNextMessage(String line) throws Exception {
        try (Smtp smtp = greeted().ok("MAIL FROM:<a@s.example> RET=HDRS ENVID=leak")) {
            smtp.ok(line).ok("MAIL FROM:<a@s.example>");

            Optional<DsnParameters> dsn = sent(smtp, "after-the-end");

            assertThat(dsn).isEmpty();
        }
    }

    @Test
    void aMailInsideATransactionIsRefusedAndTheTransactionGoesOn() throws Exception {
        try (Smtp smtp = greeted().ok("MAIL FROM:<first@s.example> ENVID=first")) {
            assertThat(smtp.say("MAIL FROM:<second@s.example> ENVID=second")).startsWith("503");

            Optional<DsnParameters> dsn = sent(smtp, "nested");

            assertThat(CapturingHook.last().mail().getMaybeSender().asString()).isEqualTo("first@s.example");
            assertThat(dsn.orElseThrow().getEnvIdParameter()).contains(DsnParameters.EnvId.of("first"));
        }
    }

    @Test
    void aParameterOfRcptGivenTwiceIsRefusedForGood() throws Exception {
        try (Smtp smtp = greeted().ok("MAIL FROM:<a@s.example>")) {
            assertThat(smtp.say("RCPT TO:<alice@example.org> NOTIFY=NEVER notify=NEVER"))
                    .isEqualTo("501 5.5.4 RCPT parameter NOTIFY given more than once");
            smtp.ok("RCPT TO:<alice@example.org> notify=NEVER");
        }
    }

    @Test
    void afterStartTlsTheClientGreetsAgain() throws Exception {
        try (Smtp plain = greeted().ok("MAIL FROM:<a@s.example> ENVID=leak");
                Smtp tls = plain.startTls()) {
            assertThat(tls.say("MAIL FROM:<a@s.example>")).isEqualTo("503 5.5.0 Need HELO or EHLO before MAIL");
            assertThat(tls.say("EHLO tls.example")).startsWith("250").doesNotContain("STARTTLS");
            tls.ok("MAIL FROM:<a@s.example>");

            Optional<DsnParameters> dsn = sent(tls, "within-tls");

            assertThat(dsn).isEmpty();
            assertThat(CapturingHook.last().octets()).contains("(EHLO tls.example)");
            assertThat(tls.say("STARTTLS")).startsWith("500");
            tls.ok("MAIL FROM:<a@s.example>");
        }
    }

    @Test
    void aClientLogsInWithinTlsAndStaysLoggedIn() throws Exception {
        try (Smtp plain = greeted();
                Smtp tls = plain.startTls()) {
            tls.ok("EHLO tls.example").login("alice@example.org", JamesUnderTest.PASSWORD);
            assertThat(tls.say("MAIL FROM:<alice@example.org> FOO")).startsWith("555");
            tls.ok("RSET").ok("MAIL FROM:<alice@example.org> AUTH=<>");
            // only who has logged in may send elsewhere
            tls.ok("RCPT TO:<someone@elsewhere.example>");
        }
    }

    @Test
    void startTlsAfterALoginIsRefused() throws Exception {
        try (Smtp smtp = greeted().login("alice@example.org", JamesUnderTest.PASSWORD)) {
            assertThat(smtp.say("STARTTLS")).startsWith("501");
        }
    }
}
