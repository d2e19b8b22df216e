// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.message.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceivedTlsTest {
    private static final TlsConnection TLS = new TlsConnection("TLSv1.3", "TLS_AES_128_GCM_SHA256");
    private static final String ADDED = " (using TLSv1.3 with cipher TLS_AES_128_GCM_SHA256)";
    private static final String REST = "Subject: x\r\n\r\nbody\r\n";

    @ParameterizedTest
    @CsvSource({"ESMTP,ESMTPS", "ESMTPA,ESMTPSA", "SMTP,SMTP"})
    void theProtocolSaysTlsAndSoDoesAComment(String inClear, String told) throws IOException {
        String field =
                "Received: from c (EHLO c) ([192.0.2.1])\r\n          by mx (JAMES with ESMTP x) with %s ID 1a%s\r\n"
                        + "          for <a@b>;\r\n          Mon, 16 Nov 2026 10:14:04 +0100 (CET)\r\n";
        assertThat(tell(field.formatted(inClear, "") + REST)).isEqualTo(field.formatted(told, ADDED) + REST);
    }

    @Test
    void soWithSeveralRecipients() throws IOException {
        String field =
                "Received: from c ([192.0.2.1])\r\n          by mx (x) with ESMTP%s ID 1a%s;\r\n          date\r\n";
        assertThat(tell(field.formatted("", "") + REST)).isEqualTo(field.formatted("S", ADDED) + REST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // what a client may say for its name
                "Received: from c (EHLO by x with ESMTP ID 1) ([192.0.2.1])\r\n          via something\r\n          date\r\n",
                // as James 3.9 has it
                "Received: from c ([192.0.2.1])\r\n          by mx (x) with ESMTPS ID 1a (using TLSv1.3 with cipher y)\r\n"
                        + "          date\r\n",
                "Received: from c\u00e9 ([192.0.2.1])\r\n          by mx (x) with ESMTP ID 1a\r\n          date\r\n",
                "Subject: by mx\r\n by mx (x) with ESMTP ID 1a\r\n date\r\n",
                ""
            })
    void anyOtherFieldStaysAsItIs(String field) throws IOException {
        assertThat(tell(field + REST)).isEqualTo(field + REST);
    }

    private static String tell(String message) throws IOException {
        Message told =
                ReceivedTls.tell(Message.read(() -> new ByteArrayInputStream(message.getBytes(ISO_8859_1))), TLS);
        return new String(told.open().readAllBytes(), ISO_8859_1);
    }
}
