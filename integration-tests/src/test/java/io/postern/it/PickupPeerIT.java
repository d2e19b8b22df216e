// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.PrivateExim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** James takes what Debian's Exim has queued out of its spool, and delivers it with the octets that Exim received. */
@Tag("peer")
class PickupPeerIT {
    private static final String DATES =
            "Date: Sun, 22 Nov 2026 04:00:00 +0000\nFrom: a@sender.example\nMessage-ID: <%s@sender.example>\n";

    @TempDir
    static Path folder;

    @TempDir
    static Path home;

    private static JamesUnderTest james;
    private static PrivateExim exim;

    @BeforeAll
    static void start() throws Exception {
        exim = PrivateExim.of(home, """
                split_spool_directory = true
                dsn_advertise_hosts = *
                accept_8bitmime = true
                acl_smtp_rcpt = accept
                acl_smtp_data = accept
                queue_only = true
                begin routers
                none:
                  driver = redirect
                  data = :blackhole:
                """);
        james = JamesUnderTest.sample(folder)
                .dns("{}")
                .withoutSpfHook()
                .pickup(exim.input())
                .start();
    }

    @AfterAll
    static void stop() {
        james.close();
    }

    @Test
    void mailOfALocalProgramIsDelivered() throws Exception {
        String message = DATES.formatted("pickup-peer-1") + "Subject: gr\u00fc\u00df \u00ff\nX-Odd  : y\n\tfolded\n\n"
                + "Body \u00e9\n..\n.x\nno line end";
        exim.ok(message, "-odq", "-oi", "-f", "a@sender.example", "alice@example.org", "bob@example.org");

        String expected = message.replace("\n", "\r\n") + "\r\n";
        assertThat(james.delivered("alice@example.org", "pickup-peer-1")).endsWith("\r\n" + expected);
        assertThat(james.delivered("bob@example.org", "pickup-peer-1")).endsWith("\r\n" + expected);
        assertThat(exim.ok("", "-bp")).isEmpty();
        try (Stream<Path> files = Files.walk(exim.input())) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void mailThatCameBySmtpIsDeliveredToTheRecipientsThatRemain() throws Exception {
        String message = DATES.formatted("pickup-peer-2") + "Subject: over SMTP \u00e9\n\nBody \u00e9\n";
        String dialog = "EHLO client.example\nMAIL FROM:<a@sender.example> BODY=8BITMIME RET=HDRS ENVID=e1\n"
                + "RCPT TO:<bob@example.org> NOTIFY=NEVER\nDATA\n" + message + ".\nQUIT\n";
        assertThat(exim.ok(dialog.replace("\n", "\r\n"), "-bs")).contains("250 OK id=");

        assertThat(james.delivered("bob@example.org", "pickup-peer-2"))
                .endsWith("\r\n" + message.replace("\n", "\r\n"))
                .contains("Received: from");
        assertThat(james.logged("recipients=1")).contains("pickup=enqueued");
    }
}
