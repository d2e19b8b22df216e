// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The message of the documentation, checked in its DNS. */
class CheckVerbTest {
    private static final String DNS = "../docs/examples/dns.json";
    private static final String MESSAGE = "../docs/examples/message.eml";

    @ParameterizedTest(name = "{1} by {0}: {2}")
    @CsvSource({
        "192.0.2.25, alice@example.com,      pass,      0",
        "192.0.2.26, alice@example.com,      fail,      1",
        "192.0.2.25, '<>',                   pass,      0",
        "192.0.2.25, alice@absent.example,   fail,      1",
        "192.0.2.25, alice@slow.example.com, temperror, 75"
    })
    void theResultOfDmarcIsTheExitStatus(String ip, String mailFrom, String dmarc, int status) {
        Run run = check(ip, mailFrom);
        assertThat(run.out()).contains("DKIM   none ").contains("DMARC  " + dmarc + " ");
        assertThat(run.status()).isEqualTo(status);
    }

    @Test
    void aSignatureOfTheAuthorIsEnoughWhateverSpfSays() {
        Run run = Run.of(
                "check",
                "../docs/examples/signed.eml",
                "--ip=192.0.2.26",
                "--helo=relay.example.net",
                "--mail-from=alice@example.com",
                "--dns=" + DNS);
        assertThat(run.out()).contains("SPF    fail ").contains("DKIM   pass ").contains("DMARC  pass ");
        assertThat(run.status()).isZero();
    }

    @Test
    void anAuthorWithoutPolicyIsNoReasonToRefuse(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("m.eml"), "From: a@nowhere.example\n\nHello.\n");
        Run run = checkFile(file.toString(), "mx.example.org", "192.0.2.26", "alice@example.com");
        assertThat(run.out()).contains("SPF    fail ").contains("DMARC  none ");
        assertThat(run.status()).isZero();
    }

    @Test
    void aMessageOfTwoAuthorsFails(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("m.eml"), "From: alice@example.com\nFrom: mallory@example.net\n\nHello.\n");
        Run run = checkFile(file.toString(), "mx.example.org", "192.0.2.25", "alice@example.com");
        assertThat(run.out()).contains("DMARC  permerror ").contains("problem: 2 From fields");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void theTraceTellsTheStepsOfAllThree() {
        Run run = check("192.0.2.25", "alice@example.com", "--trace");
        assertThat(run.err())
                .contains("RFC 7208 §4.6.2  mailfrom: mx: match, pass")
                .contains("RFC 9989 §4.10  _dmarc.example.com TXT: ")
                .contains("RFC 9989 §5.3.6  pass");
        assertThat(run.err().lines().filter(line -> line.contains("_dmarc.example.com TXT")))
                .hasSize(1);
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
    void jsonHoldsTheSameAndTheAnswersOfEachMethod() throws IOException {
        JsonNode answer = new ObjectMapper()
                .readTree(check("192.0.2.26", "alice@example.com", "--json").out());
        assertThat(answer.at("/spf/result").textValue()).isEqualTo("fail");
        assertThat(answer.at("/spf/explanation").textValue()).isEqualTo("192.0.2.26 is not ours");
        assertThat(answer.at("/dkim/results")).isEmpty();
        assertThat(answer.at("/dmarc/result").textValue()).isEqualTo("fail");
        assertThat(answer.get("forgedFields").intValue()).isEqualTo(1);
        assertThat(answer.get("authenticationResults").textValue())
                .startsWith("Authentication-Results: mx.example.org;\r\n")
                .contains("spf=fail")
                .contains("dkim=none")
                .contains("dmarc=fail");
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
        return checkFile(MESSAGE, id, ip, mailFrom, more);
    }

    private static Run checkFile(String file, String id, String ip, String mailFrom, String... more) {
        String[] arguments = {
            "check",
            file,
            "--ip=" + ip,
            "--helo=mail.example.com",
            "--mail-from=" + mailFrom,
            "--dns=" + DNS,
            "--authserv-id=" + id
        };
        return Run.of(Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new));
    }
}
