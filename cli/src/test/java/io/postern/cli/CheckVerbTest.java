// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The message of the documentation, checked in its DNS. */
class CheckVerbTest {
    private static final String DNS = "../docs/examples/dns.json";
    private static final String MESSAGE = "../docs/examples/message.eml";

    @ParameterizedTest(name = "{1} by {0}: {2}")
    @CsvSource({
        "192.0.2.25, alice@example.com,      0",
        "192.0.2.26, alice@example.com,      1",
        "192.0.2.25, '<>',                   0",
        "192.0.2.25, alice@absent.example,   0",
        "192.0.2.25, alice@slow.example.com, 75"
    })
    void theResultIsTheExitStatus(String ip, String mailFrom, int status) {
        assertThat(check(ip, mailFrom).status()).isEqualTo(status);
    }

    @Test
    void showsTheFieldAndCountsForgedOnes() {
        Run run = check("192.0.2.25", "alice@example.com");
        assertThat(run.lines())
                .contains("forged 1         Authentication-Results to be removed")
                .contains("Authentication-Results: mx.example.org;");
        assertThat(run.out()).contains("spf=pass").contains("smtp.mailfrom=alice@example.com");
    }

    @Test
    void aFieldOfAnotherHostIsNotForged() {
        Run run = checkAs("mx.example.net", "192.0.2.25", "alice@example.com");
        assertThat(run.lines()).contains("forged 0         Authentication-Results to be removed");
    }

    @Test
    void jsonHoldsTheSameAndTheAnswerOfSpf() throws IOException {
        JsonNode answer = new ObjectMapper()
                .readTree(check("192.0.2.26", "alice@example.com", "--json").out());
        assertThat(answer.at("/spf/result").textValue()).isEqualTo("fail");
        assertThat(answer.at("/spf/explanation").textValue()).isEqualTo("192.0.2.26 is not ours");
        assertThat(answer.get("forgedFields").intValue()).isEqualTo(1);
        assertThat(answer.get("authenticationResults").textValue())
                .startsWith("Authentication-Results: mx.example.org;\r\n")
                .contains("spf=fail");
    }

    @Test
    void withoutAnAuthservIdThisHostJudges() {
        Run run = Run.of(
                "check", MESSAGE, "--ip", "192.0.2.25", "--helo", "h", "--mail-from", "a@example.com", "--dns", DNS);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("Authentication-Results: ");
    }

    private static Run check(String ip, String mailFrom, String... more) {
        return checkAs("mx.example.org", ip, mailFrom, more);
    }

    private static Run checkAs(String id, String ip, String mailFrom, String... more) {
        String[] arguments = {
            "check",
            MESSAGE,
            "--ip=" + ip,
            "--helo=mail.example.com",
            "--mail-from=" + mailFrom,
            "--dns=" + DNS,
            "--authserv-id=" + id
        };
        return Run.of(Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new));
    }
}
