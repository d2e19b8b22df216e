// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is delivered is what was received, octet for octet, below the fields that James and we put on top. */
class ExactOctetsIT {
    /** The body as AddFooter makes it, from its beginning. */
    private static final String BASE64 = "S/ZycGVyIP+ALCBibGFua3M";

    @TempDir
    static Path folder;

    private static JamesUnderTest james;
    private static SmtpSink sink;

    @BeforeAll
    static void start() throws Exception {
        sink = new SmtpSink();
        james = JamesUnderTest.sample(folder)
                .dns("{}")
                .withoutSpfHook()
                .gateway(sink.port())
                .mailets("""
                        <mailet match="HasHeader=X-Case=header" class="SetMimeHeader">
                            <name>X-Plain</name><value>added</value>
                        </mailet>
                        <mailet match="HasHeader=X-Case=header" class="RemoveMimeHeader"><name>X-Odd</name></mailet>
                        <mailet match="HasHeader=X-Case=header" class="AddSubjectPrefix">
                            <subjectPrefix>[prefix]</subjectPrefix>
                        </mailet>
                        <mailet match="HasHeader=X-Case=header" class="AddDeliveredToHeader" />
                        <mailet match="HasHeader=X-Case=body" class="AddFooter"><text>footer</text></mailet>
                        <mailet match="HasHeader=X-Case=copy" class="io.postern.it.CopyingMailet" />
                        <mailet match="HasHeader=X-Case=copied-body" class="io.postern.it.CopyingMailet" />
                        <mailet match="HasHeader=X-Case=copied-body" class="AddFooter"><text>footer</text></mailet>
                        """)
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        james.close();
        sink.close();
    }

    private static void send(String message, String... recipients) throws Exception {
        try (Smtp smtp = james.smtp().ok("EHLO client.example")) {
            smtp.login("bob@example.org", JamesUnderTest.PASSWORD).ok("MAIL FROM:<bob@example.org> BODY=8BITMIME");
            for (String recipient : recipients) {
                smtp.ok("RCPT TO:<" + recipient + ">");
            }
            assertThat(smtp.data(message)).startsWith("250");
        }
    }

    @Test
    void headerAndBodyComeAsTheyWereSent() throws Exception {
        send(EightBitMail.of("plain-1"), "alice@example.org");

        assertThat(james.delivered("alice@example.org", "plain-1")).endsWith("\r\n" + EightBitMail.of("plain-1"));
    }

    @Test
    void twoMegabytesComeAsTheyWereSent() throws Exception {
        String body = ("\u00e9\u00ff.".repeat(24) + "\r\n").repeat(28_000);
        send(EightBitMail.head("large-2") + "\r\n" + body, "alice@example.org");

        String delivered = james.delivered("alice@example.org", "large-2");
        assertThat(delivered.endsWith("\r\n" + EightBitMail.head("large-2") + "\r\n" + body))
                .isTrue();
    }

    @Test
    void mailetsThatChangeOtherFieldsLeaveTheseAlone() throws Exception {
        send(EightBitMail.of("header-1", "header"), "alice@example.org");

        String message = EightBitMail.of("header-1");
        String belowSubject = message.substring(message.indexOf("\r\n"))
                .replace("X-Odd  : \u0080?\u00a0\r\n", "")
                .replace("X-Plain: with ?  two  blanks \r\n", "X-Plain: with ?  two  blanks \r\nX-Plain: added\r\n");
        assertThat(james.delivered("alice@example.org", "header-1"))
                .contains("Delivered-To: alice@example.org")
                .contains("[prefix]")
                .endsWith("\r\nX-Case: header" + belowSubject);
    }

    @Test
    void aMailetThatChangesTheBodyLeavesTheHeaderAlone() throws Exception {
        send(EightBitMail.of("body-1", "body"), "alice@example.org");

        assertThat(james.delivered("alice@example.org", "body-1"))
                .contains("\r\nX-Case: body\r\n" + EightBitMail.head("body-1"))
                .contains("\r\n\r\n" + BASE64);
    }

    @Test
    void aMailetThatSetsACopyIsUndone() throws Exception {
        send(EightBitMail.of("copy-1", "copy"), "alice@example.org");

        assertThat(james.delivered("alice@example.org", "copy-1")).endsWith("\r\n" + EightBitMail.of("copy-1", "copy"));
    }

    @Test
    void theHeaderComesBackUnderABodyThatWasChangedInACopy() throws Exception {
        send(EightBitMail.of("copied-body-1", "copied-body"), "alice@example.org");

        assertThat(james.delivered("alice@example.org", "copied-body-1"))
                .contains("\r\nX-Case: copied-body\r\n" + EightBitMail.head("copied-body-1"))
                .contains("\r\n\r\n" + BASE64);
    }

    @Test
    void fieldsAboveTheBoundAreCountedAndStillExactThroughAQueueInMemory() throws Exception {
        int before = james.counter("postern_octets_unkept");
        String many = ("X-Many: " + "\u00e9".repeat(900) + "\r\n").repeat(100) + EightBitMail.of("many-1");
        send(many, "alice@example.org");

        assertThat(james.delivered("alice@example.org", "many-1")).endsWith("\r\n" + many);
        assertThat(james.counter("postern_octets_unkept")).isEqualTo(before + 1);
        assertThat(CapturingHook.last().attribute("postern.octets.header")).isEmpty();
    }

    @Test
    void whereRecipientsPartTheMailboxGetsTheOctetsAndTheNextHopGetsWhatJamesWrites() throws Exception {
        send(EightBitMail.of("parted-1"), "alice@example.org", "carol@remote.example");

        assertThat(james.delivered("alice@example.org", "parted-1")).endsWith("\r\n" + EightBitMail.of("parted-1"));
        String head = EightBitMail.head("parted-1");
        assertThat(sink.received("parted-1"))
                .contains("\r\n" + EightBitMail.mangled(head))
                .endsWith("\r\n" + EightBitMail.of("parted-1").substring(head.length()));
    }

    @Test
    void aBounceIsNotTakenForTheMessageThatItIsAbout() throws Exception {
        send("Content-Type: multipart/report; \u00e9\r\n" + EightBitMail.of("bounced-1"), "refused@remote.example");

        String bounce = james.delivered("bob@example.org", "bounced-1");
        String head = bounce.substring(0, bounce.indexOf("\r\n\r\n"));
        assertThat(head).contains("Content-Type: multipart/report").isEqualTo(EightBitMail.mangled(head));
    }
}
