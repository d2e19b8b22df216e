// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** STARTTLS through the gate: nothing that was sent in clear is executed behind it (RFC 3207 §4). */
class StartTlsIT {
    @TempDir
    static Path folder;

    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        james = JamesUnderTest.sample(folder)
                .dns("{\"pass.example\": {\"TXT\": [\"v=spf1 ip4:127.0.0.1 -all\"]}}")
                .spfHook("<mode>enforce</mode>")
                .startTls()
                .start();
    }

    @AfterAll
    static void stop() {
        james.close();
    }

    @Test
    void aSessionWithinTlsIsServedAsOneInClear() throws Exception {
        try (Smtp clear = Smtp.silent(james.smtpPort())) {
            // before the banner, and both in one flight
            clear.send("EHLO c.example\r\nSTARTTLS\r\n");
            assertThat(clear.reply()).startsWith("220 ");
            assertThat(clear.reply()).contains("STARTTLS");
            assertThat(clear.reply()).startsWith("220 2.0.0");
            Smtp smtp = clear.handshake();
            smtp.send("EHLO c.example\r\nMAIL FROM:<a@pass.example>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n"
                    + "Subject: in-tls\r\n\r\nx\r\n.\r\nQUIT\r\n");
            assertThat(smtp.reply()).startsWith("250").doesNotContain("STARTTLS");
            for (String code : new String[] {"250", "250", "354", "250", "221"}) {
                assertThat(smtp.reply()).startsWith(code);
            }
            assertThat(smtp.reply()).isEmpty();
        }
        assertThat(CapturingHook.last().octets()).endsWith("\r\nSubject: in-tls\r\n\r\nx\r\n");
        assertThat(CapturingHook.last().attribute("postern.session.earlyOctets"))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "STARTTLS\r\nNOOP\r\n",
                "STARTTLS\r\nNO",
                "starttls foo\r\nNOOP\r\n",
                "STARTTLS\r\n\u0016\u0003\u0001"
            })
    void whateverStandsBehindStartTlsEndsTheSession(String flight) throws Exception {
        try (Smtp smtp = james.smtp()) {
            smtp.ok("EHLO c.example");
            smtp.send(flight);
            assertThat(smtp.reply()).startsWith("554 5.5.0");
            assertThat(smtp.reply()).isEmpty();
        }
    }

    @Test
    void nothingBehindStartTlsIsExecutedWhereverTheFlightIsCut() throws Exception {
        int seen = CapturingHook.SEEN.size();
        String flight = "EHLO c.example\r\nSTARTTLS\r\nMAIL FROM:<a@pass.example>\r\nRCPT TO:<alice@example.org>\r\n"
                + "DATA\r\nSubject: injected\r\n\r\nx\r\n.\r\n";
        for (int split = 0; split <= flight.length(); split++) {
            try (Smtp smtp = Smtp.silent(james.smtpPort())) {
                smtp.send(flight.substring(0, split));
                // for the server to read the first part alone, mostly
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
                List<String> codes = smtp.codesToTheEnd(flight.substring(split));
                // banner, EHLO, the go-ahead or the refusal, and what James says to a handshake that is none
                assertThat(codes).as("split at %d", split).hasSizeLessThanOrEqualTo(4);
                assertThat(codes.stream().filter("250"::equals)).as("%s", codes).hasSizeLessThanOrEqualTo(1);
                assertThat(codes).doesNotContain("354");
            }
        }
        assertThat(CapturingHook.SEEN).hasSize(seen);
    }

    @Test
    void clearTextInsteadOfAHandshakeEndsTheSession() throws Exception {
        try (Smtp smtp = james.smtp()) {
            smtp.ok("EHLO c.example").ok("STARTTLS");
            smtp.send("NOOP\r\nNOOP\r\n");
            assertThat(smtp.reply()).doesNotStartWith("250");
        }
    }

    @Test
    void aRefusedStartTlsLeavesTheSessionAsItWas() throws Exception {
        try (Smtp smtp = james.smtp()) {
            smtp.ok("EHLO c.example");
            assertThat(smtp.say("STARTTLS foo")).startsWith("501");
            smtp.ok("NOOP").ok("MAIL FROM:<a@pass.example>");
        }
    }
}
