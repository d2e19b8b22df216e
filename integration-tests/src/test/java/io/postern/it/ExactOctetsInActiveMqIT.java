// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A queue that copies what it gives out through James's writer: header octets come back from the attribute. */
class ExactOctetsInActiveMqIT {
    @TempDir
    static Path folder;

    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        james = JamesUnderTest.sample(folder)
                .dns("{}")
                .withoutSpfHook()
                .activeMq()
                .start();
    }

    @AfterAll
    static void stop() {
        james.close();
    }

    private static void send(String message) throws Exception {
        try (Smtp smtp = james.smtp().ok("EHLO client.example")) {
            smtp.ok("MAIL FROM:<a@sender.example> BODY=8BITMIME").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data(message)).startsWith("250");
        }
    }

    @Test
    void headerAndBodyComeAsTheyWereSent() throws Exception {
        send(EightBitMail.of("queue-1"));

        assertThat(james.delivered("alice@example.org", "queue-1")).endsWith("\r\n" + EightBitMail.of("queue-1"));
    }

    @Test
    void fieldsAboveTheBoundComeAsTheQueueGivesThem() throws Exception {
        String head = ("X-Many: " + "\u00e9".repeat(900) + "\r\n").repeat(100) + EightBitMail.head("queue-many-1");
        send(head + "\r\n\u00e9\r\n");

        assertThat(james.delivered("alice@example.org", "queue-many-1"))
                .endsWith("\r\n" + EightBitMail.mangled(head) + "\r\n\u00e9\r\n");
    }
}
