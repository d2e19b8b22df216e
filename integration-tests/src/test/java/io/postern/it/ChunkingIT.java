// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** BDAT in a whole James: what comes in chunks is checked, stored and delivered as what comes by DATA. */
class ChunkingIT {
    private static final String ENVELOPE = "MAIL FROM:<a@%s>\r\nRCPT TO:<alice@example.org>\r\n";

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
}
