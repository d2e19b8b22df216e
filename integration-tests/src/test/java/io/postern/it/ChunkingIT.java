// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.mailet.DsnParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** BDAT in a whole James: what comes in chunks is checked, stored and delivered as what comes by DATA. */
class ChunkingIT {
    private static final String ENVELOPE = "MAIL FROM:<a@%s>\r\nRCPT TO:<alice@example.org>\r\n";

    private static final String DSN = "org.apache.james.smtpserver.dsn.";

    @TempDir
    static Path folder;

    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        james = JamesUnderTest.sample(folder)
                .dns("{\"pass.example\": {\"TXT\": [\"v=spf1 ip4:127.0.0.1 -all\"]},"
                        + " \"far.example\": {\"TXT\": [\"v=spf1 ip4:192.0.2.1 -all\"]}}")
                .spfHook("<mode>enforce</mode>")
                .behindSession("io.postern.smtp.ChunkingHook", "")
                .handlers(
                        DSN + "DSNEhloHook",
                        DSN + "DSNMailParameterHook",
                        DSN + "DSNRcptParameterHook",
                        DSN + "DSNMessageHook")
                .replace("smtpserver.xml", Pattern.compile("<maxmessagesize>0<"), "<maxmessagesize>5000<") // KiB
                .start();
    }

    @AfterAll
    static void stop() {
        james.close();
    }

    private static String bdat(String octets, String end) {
        return "BDAT " + octets.length() + end + "\r\n" + octets;
    }

    @Test
    void aMessageInChunksArrivesOctetForOctet() throws Exception {
        String head = "Subject: chunked-\u00e9\r\nAuthentication-Results: mx.example.org; spf=pass\r\nX: 1\r";
        String body = "\n\r\n.\r\n..two\r\nMAIL FROM:<b@far.example>\r\n" + "\u00e9\u00ff ".repeat(300) + "\r\nend\r\n";
        try (Smtp smtp = james.smtp()) {
            assertThat(smtp.say("EHLO c.example")).contains("CHUNKING").doesNotContain("BINARYMIME");
            smtp.send(ENVELOPE.formatted("pass.example") + bdat(head, "") + bdat(body, "") + "BDAT 0 LAST\r\nQUIT\r\n");
            for (String reply : new String[] {"250", "250", "250 2.0.0 " + head.length(), "250 2.0.0 ", "250", "221"}) {
                assertThat(smtp.reply()).startsWith(reply);
            }
        }
        String delivered = james.delivered("alice@example.org", "Subject: chunked-\u00e9");
        assertThat(delivered).endsWith("X: 1\r" + body).doesNotContain("; spf=pass\r\nX: 1");
        assertThat(CapturingHook.last().attribute("postern.spf.result")).contains("pass");
    }

    @Test
    void whatIsRefusedIsRefusedWithItsOctets() throws Exception {
        String message = "Subject: x\r\n\r\nNOOP\r\n";
        try (Smtp smtp = james.smtp()) {
            smtp.ok("EHLO c.example");
            smtp.send(ENVELOPE.formatted("far.example") + bdat(message, " LAST") + "NOOP\r\n");
            assertThat(smtp.reply()).startsWith("550 5.7.23");
            assertThat(smtp.reply()).startsWith("503");
            assertThat(smtp.reply()).startsWith("503");
            assertThat(smtp.reply()).startsWith("250");
            String large = ("x".repeat(998) + "\r\n").repeat(3_000);
            smtp.send(ENVELOPE.formatted("pass.example") + bdat("A: 1\r\n\r\n" + large, "") + bdat(large, " LAST"));
            assertThat(smtp.reply()).startsWith("250");
            assertThat(smtp.reply()).startsWith("250");
            assertThat(smtp.reply()).startsWith("250");
            assertThat(smtp.reply()).startsWith("552 5.3.4");
            smtp.send(ENVELOPE.formatted("pass.example") + bdat("Subject: after\r\n\r\n", " LAST"));
            assertThat(smtp.reply()).startsWith("250");
            assertThat(smtp.reply()).startsWith("250");
            assertThat(smtp.reply()).startsWith("250");
        }
        assertThat(CapturingHook.last().octets()).endsWith("Subject: after\r\n\r\n");
    }

    @Test
    void aTransactionEndsBetweenChunksOrGoesOn() throws Exception {
        int seen = CapturingHook.SEEN.size();
        try (Smtp smtp = james.smtp()) {
            smtp.ok("EHLO c.example");
            // RFC 3030 §2: RSET ends it, with the chunks that have come
            smtp.send(ENVELOPE.formatted("pass.example") + bdat("Subject: given-up\r\n\r\nhal", "") + "RSET\r\n");
            for (int i = 0; i < 4; i++) {
                assertThat(smtp.reply()).startsWith("250");
            }
            assertThat(smtp.say("BDAT 0 LAST")).startsWith("503");
            // RFC 3030 §2: DATA and BDAT do not mix, and the transaction is as it was
            smtp.send(ENVELOPE.formatted("pass.example") + bdat("Subject: kept\r\n", "") + "DATA\r\n");
            for (String reply : new String[] {"250", "250", "250", "503 5.5.1"}) {
                assertThat(smtp.reply()).startsWith(reply);
            }
            smtp.send(bdat("\r\nwhole\r\n", "") + "BDAT 0 LAST\r\n");
            assertThat(smtp.reply()).startsWith("250 2.0.0 9 octets");
            assertThat(smtp.reply()).startsWith("250");
            // RFC 3030 §2: and DATA alone stays what it is
            smtp.ok("MAIL FROM:<a@pass.example>").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data("Subject: data\r\n\r\nBDAT 3 LAST\r\n")).startsWith("250");
        }
        assertThat(CapturingHook.SEEN).hasSize(seen + 2);
        assertThat(CapturingHook.SEEN.get(seen).octets()).endsWith("\r\nSubject: kept\r\n\r\nwhole\r\n");
        assertThat(CapturingHook.last().octets()).endsWith("\r\nSubject: data\r\n\r\nBDAT 3 LAST\r\n");
    }

    @Test
    void aConnectionThatEndsWithinAChunkLeavesNoMessage() throws Exception {
        int seen = CapturingHook.SEEN.size();
        for (String rest : new String[] {"BDAT 100 LAST\r\nSubject: cut\r\n\r\n.\r\n", "BDAT 2\r\nA:BDAT 0 LAST\r"}) {
            try (Smtp smtp = james.smtp()) {
                smtp.send("EHLO c.example\r\n" + ENVELOPE.formatted("pass.example") + rest);
                for (int i = 0; i < 3; i++) {
                    assertThat(smtp.reply()).startsWith("250");
                }
            }
        }
        // a later session shows that the earlier ones are over
        try (Smtp smtp = james.smtp()) {
            smtp.ok("EHLO c.example").ok("QUIT");
        }
        assertThat(CapturingHook.SEEN).hasSize(seen);
    }

    @Test
    void whatIsAskedOfDeliveryIsTheSameAsByData() throws Exception {
        String mail = "MAIL FROM:<a@pass.example> RET=HDRS ENVID=QQ314159+2B";
        String rcpt = "RCPT TO:<alice@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+2Bb@example.org";
        try (Smtp smtp = james.smtp()) {
            assertThat(smtp.say("EHLO c.example")).contains("DSN");
            smtp.ok(mail).ok(rcpt);
            assertThat(smtp.data("Subject: data\r\n\r\n")).startsWith("250");
            DsnParameters byData = asked("Subject: data");
            smtp.send(mail + "\r\n" + rcpt + "\r\n" + bdat("Subject: bdat\r\n\r\n", " LAST"));
            for (int i = 0; i < 3; i++) {
                assertThat(smtp.reply()).startsWith("250");
            }
            assertThat(asked("Subject: bdat")).isEqualTo(byData);
            assertThat(byData.getEnvIdParameter()).isPresent();
            assertThat(byData.getRetParameter()).contains(DsnParameters.Ret.HDRS);
            assertThat(byData.getRcptParameters()).hasSize(1);
            // and of the next message nothing is asked
            smtp.send(ENVELOPE.formatted("pass.example") + bdat("Subject: plain\r\n\r\n", " LAST"));
            for (int i = 0; i < 3; i++) {
                assertThat(smtp.reply()).startsWith("250");
            }
            assertThat(CapturingHook.last().mail().dsnParameters()).isEmpty();
        }
    }

    private static DsnParameters asked(String subject) {
        assertThat(CapturingHook.last().octets()).contains(subject);
        return CapturingHook.last().mail().dsnParameters().orElseThrow();
    }
}
