// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refusals at RCPT, recipients who do not want them, the publisher's explanation, and best guesses. */
class SpfAtRcptIT {
    @TempDir
    static Path folder;

    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        james = JamesUnderTest.sample(folder).dns("""
                        {"fail.example": {"TXT": ["v=spf1 -all exp=why.fail.example"]},
                         "why.fail.example": {"TXT": ["%{i} is not %{o}, see %%"]},
                         "evil.example": {"TXT": ["v=spf1 -all exp=why.evil.example"]},
                         "why.evil.example": {"TXT": ["two\\r\\n250 lines"]},
                         "guessed.example": {"A": ["127.0.0.1"]},
                         "notguessed.example": {"A": ["192.0.2.1"]}}
                        """).spfHook("""
                        <mode>enforce</mode><checkAt>rcpt</checkAt>
                        <optOutRecipients>bob@example.org</optOutRecipients>
                        <explanation>on</explanation>
                        <guessRecord>v=spf1 a/24 -all</guessRecord>
                        <guessFail>reject</guessFail>
                        <receivedSpf>true</receivedSpf>
                        """).start();
    }

    @AfterAll
    static void stop() {
        james.close();
    }

    private static Smtp session() throws Exception {
        return james.smtp().ok("EHLO client.example");
    }

    @Test
    void aFailIsRefusedForTheRecipientWithThePublishersWords() throws Exception {
        try (Smtp smtp = session()) {
            smtp.ok("MAIL FROM:<a@fail.example>");
            assertThat(smtp.say("RCPT TO:<alice@example.org>"))
                    .isEqualTo("550 5.7.23 fail.example explained: 127.0.0.1 is not fail.example, see %");
        }
    }

    @Test
    void anExplanationWithLineEndsIsNoneAndTheTemplateIsShown() throws Exception {
        try (Smtp smtp = session()) {
            smtp.ok("MAIL FROM:<a@evil.example>");
            assertThat(smtp.say("RCPT TO:<alice@example.org>")).startsWith("550 5.7.23 SPF check of mfrom failed");
        }
    }

    @Test
    void whoOptedOutGetsTheMailWithItsResultAndNoRefusal() throws Exception {
        try (Smtp smtp = session()) {
            smtp.ok("MAIL FROM:<a@fail.example>").ok("RCPT TO:<bob@example.org>");
            assertThat(smtp.say("RCPT TO:<alice@example.org>")).startsWith("550 5.7.23");
            assertThat(smtp.data("Subject: opted-out\r\n\r\nx\r\n")).startsWith("250");
        }
        String mail = james.delivered("bob@example.org", "opted-out");
        assertThat(mail).contains("spf=fail").containsOnlyOnce("Authentication-Results:");
        assertThat(CapturingHook.last().attribute("postern.spf.action")).contains("tag");
    }

    @Test
    void aGuessIsOnlyAComment() throws Exception {
        try (Smtp smtp = session()) {
            smtp.ok("MAIL FROM:<a@guessed.example>").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data("Subject: guessed-1\r\n\r\nx\r\n")).startsWith("250");
        }
        String mail = SpfAtSmtpIT.unfolded(james.delivered("alice@example.org", "guessed-1"));
        assertThat(mail)
                .contains("spf=none (mx.example.org: domain of a@guessed.example does not provide an SPF record;"
                        + " best guess, not SPF: pass)")
                .contains("X-SPF-Guess: pass (")
                .contains("Received-SPF: none (");
        assertThat(CapturingHook.last().attribute("postern.spf.result")).contains("none");
        assertThat(CapturingHook.last().attribute("postern.spf.resultGuessed")).contains("pass");
    }

    @Test
    void aRefusalByGuessDoesNotMentionSpf() throws Exception {
        try (Smtp smtp = session()) {
            smtp.ok("MAIL FROM:<a@notguessed.example>");
            assertThat(smtp.say("RCPT TO:<alice@example.org>"))
                    .isEqualTo("550 5.7.1 Mail from notguessed.example is refused by local policy");
        }
    }
}
