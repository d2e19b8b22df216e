// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a client may say that no client should: a result word or a refusal, one reply each, and a server that goes on.
 */
class HostileInputIT {
    @TempDir
    static Path folder;

    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        james = JamesUnderTest.sample(folder)
                .dns("""
                        {"pass.example": {"TXT": ["v=spf1 exists:%{h}.%{l}.x.example ip4:127.0.0.1 -all"]},
                         "huge.example": {"TXT": ["v=spf1 HUGE -all"]},
                         "null.example": {"TXT": ["v=spf1 \\u0000 -all"]},
                         "many.example": {"TXT": ["v=spf1 a", "v=spf1 mx"]},
                         "mx.example": {"TXT": ["v=spf1 mx -all"], "MX": ["0 ."]},
                         "loop.example": {"TXT": ["v=spf1 include:loop.example -all"]}}
                        """.replace("HUGE", "ip4:192.0.2.1 ".repeat(4_000)))
                .spfHook("<mode>enforce</mode><receivedSpf>true</receivedSpf>")
                .start();
    }

    @AfterAll
    static void stop() {
        james.close();
    }

    static Stream<String> helos() {
        return Stream.of(
                "\u0001\u0002\u007f",
                "\u00e9\u00ff\u0080.example",
                "a".repeat(5_000),
                "a b c",
                "(comment",
                "x\";\t spf=pass",
                "[127.0.0.1]",
                "[IPv6:::1]",
                "...",
                "=?utf-8?q?x?=");
    }

    @ParameterizedTest(name = "HELO number {index}")
    @MethodSource("helos")
    void anyHeloNameGivesOneReplyAndNoStackTrace(String helo) throws Exception {
        try (Smtp smtp = james.smtp()) {
            String greeting = smtp.say("EHLO " + helo);
            assertThat(greeting).matches("(?s)(250|5\\d\\d)[ -].*").doesNotContain("Exception");
            String mail = smtp.say("MAIL FROM:<a@pass.example>");
            assertThat(mail)
                    .matches("(?s)(250|5\\d\\d) .*")
                    .doesNotContain("Exception")
                    .doesNotContain("\n");
            if (mail.startsWith("250")) {
                smtp.ok("RCPT TO:<alice@example.org>");
                assertThat(smtp.data("Subject: helo\r\n\r\nx\r\n")).matches("(250|5\\d\\d) .*");
                assertThat(CapturingHook.last().octets().lines().filter(line -> line.startsWith("Received-SPF:")))
                        .hasSize(1);
            }
            assertThat(smtp.say("NOOP")).startsWith("250");
        }
    }

    @Test
    void aHeloNameWithALoneCarriageReturnEndsTheSession() throws Exception {
        try (Smtp smtp = james.smtp()) {
            assertThat(smtp.say("EHLO x\rReceived-SPF: pass"))
                    .isEqualTo("500 5.5.2 Line delimiter must be CRLF: CR without LF");
            assertThat(smtp.say("NOOP")).isEmpty();
        }
    }

    static Stream<String> senders() {
        return Stream.of(
                "<\"a\\\"b c\"@pass.example>",
                "<\u0001@pass.example>",
                "<\u00e9@pass.example>",
                "<" + "a".repeat(5_000) + "@pass.example>",
                "<a@" + "b".repeat(5_000) + ".example>",
                "<a@" + "b.".repeat(2_000) + "example>",
                "<@pass.example>",
                "<a@>",
                "<a@pass..example>",
                "<%{x}@pass.example>",
                "<a@[127.0.0.1]>",
                "<a@huge.example>",
                "<a@null.example>",
                "<a@many.example>",
                "<a@mx.example>",
                "<a@loop.example>");
    }

    @ParameterizedTest(name = "sender number {index}")
    @MethodSource("senders")
    void anySenderGivesOneReplyAndNoStackTrace(String sender) throws Exception {
        try (Smtp smtp = james.smtp().ok("EHLO client.example")) {
            assertThat(smtp.say("MAIL FROM:" + sender))
                    .matches("(?s)(250|5\\d\\d|4\\d\\d) .*")
                    .doesNotContain("Exception")
                    .doesNotContain("\n");
            assertThat(smtp.say("NOOP")).startsWith("250");
        }
    }

    @Test
    void aHeaderOfAHundredThousandFieldsIsDelivered() throws Exception {
        StringBuilder head = new StringBuilder("Subject: many-fields\r\n");
        for (int i = 0; i < 100_000; i++) {
            head.append("X-").append(i).append(": y\r\n");
        }
        try (Smtp smtp = james.smtp().ok("EHLO client.example")) {
            smtp.ok("MAIL FROM:<a@pass.example>").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data(head + "\r\nx\r\n")).startsWith("250");
        }
        assertThat(CapturingHook.last().octets()).contains("X-99999: y\r\n").contains("spf=pass");
    }
}
