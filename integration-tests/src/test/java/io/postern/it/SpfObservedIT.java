// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SpfHook alone, as the defaults are: observe refuses nothing, and counts what it would have refused. */
class SpfObservedIT {
    @TempDir
    static Path folder;

    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        james = JamesUnderTest.sample(folder).dns("""
                        {"fail.example": {"TXT": ["v=spf1 -all"]}, "temp.example": "SERVFAIL",
                         "pass.example": {"TXT": ["v=spf1 ip4:127.0.0.1 -all"]}}
                        """).spfHook("").start();
    }

    @AfterAll
    static void stop() {
        james.close();
    }

    private static void send(String sender, String subject) throws Exception {
        try (Smtp smtp = james.smtp().ok("EHLO client.example")) {
            smtp.ok("MAIL FROM:<" + sender + ">").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data("Subject: " + subject + "\r\n\r\nx\r\n")).startsWith("250");
        }
    }

    @Test
    void aFailIsDeliveredAndCountedAsWouldHaveBeenRejected() throws Exception {
        int before = james.counter("postern_spf_observed_reject");

        send("a@fail.example", "observed-fail");

        assertThat(james.delivered("alice@example.org", "observed-fail")).contains("spf=fail");
        assertThat(james.counter("postern_spf_observed_reject")).isEqualTo(before + 1);
        assertThat(james.counter("postern_spf_result_fail")).isPositive();
        assertThat(james.logged("mail_from=a@fail.example")).contains("action=reject mode=observe mail=");
    }

    @Test
    void aTemperrorIsDeliveredAndCountedAsWouldHaveBeenDeferred() throws Exception {
        int before = james.counter("postern_spf_observed_defer");

        send("a@temp.example", "observed-temp");

        assertThat(james.delivered("alice@example.org", "observed-temp")).contains("spf=temperror");
        assertThat(james.counter("postern_spf_observed_defer")).isEqualTo(before + 1);
    }

    @Test
    void theWebadminRouteChecksAnAddress() throws Exception {
        assertThat(james.post(
                                "/postern/spf",
                                "{\"address\":\"a@pass.example\",\"ip\":\"127.0.0.1\",\"helo\":\"h.example\"}")
                        .body())
                .contains("\"result\":\"pass\"");
        assertThat(james.post("/postern/spf", "{\"address\":\"a@pass.example\",\"ip\":\"2001:db8::1\",\"helo\":\"\"}")
                        .body())
                .contains("\"result\":\"fail\"");
        assertThat(james.post("/postern/spf", "{\"address\":\"a@pass.example\",\"ip\":\"nonsense\"}")
                        .statusCode())
                .isEqualTo(400);
    }
}
