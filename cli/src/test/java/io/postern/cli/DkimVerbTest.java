// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.backend.cassette.CassetteJson;
import io.postern.dns.Cassette;
import io.postern.testing.DkimSigning;
import io.postern.testing.TextDkim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DkimVerbTest {
    private static final DkimSigning SIGNING = DkimSigning.ed25519();
    private static final String MESSAGE = "From: a@example.com\r\nTo: b@example.org\r\nSubject: x\r\n\r\nHello.\r\n";

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}: {1}, status {2}")
    @CsvSource({"ed, pass, 0", "absent, permerror, 1", "slow, temperror, 75", "'', none, 0"})
    void theResultIsTheExitStatus(String selector, String result, int status) throws IOException {
        String message =
                selector.isEmpty() ? MESSAGE : SIGNING.with("s", selector).sign(MESSAGE);
        Run run = Run.of("dkim", file(message), "--dns", world());
        assertThat(run.out()).startsWith("DKIM   " + result + " ");
        assertThat(run.status()).isEqualTo(status);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void onePassIsEnough() throws IOException {
        String message =
                SIGNING.with("s", "slow").sign(SIGNING.with("a", "rsa-sha1").sign(SIGNING.sign(MESSAGE)));
        Run run = Run.of("dkim", file(message), "--dns", world());
        assertThat(run.lines().stream().filter(line -> line.startsWith("DKIM"))).hasSize(3);
        assertThat(run.out()).contains("reason: sha1");
        assertThat(run.status()).isZero();
    }

    @Test
    void jsonIsTheAnswerOfBatch() throws IOException {
        String file = file(SIGNING.sign(MESSAGE));
        Run verb = Run.of("dkim", file, "--dns", world(), "--json");
        Run batch = Run.withInput(
                "{\"op\": \"dkim\", \"messageFile\": \"" + file + "\", \"zoneFile\": \"" + world() + "\"}\n", "batch");
        assertThat(verb.out()).isEqualTo(batch.out()).contains("\"result\":\"pass\"");
    }

    @Test
    void theTraceTellsEachStepWithItsSectionOnStandardError() throws IOException {
        Run run = Run.of("dkim", file(SIGNING.sign(MESSAGE)), "--dns", world(), "--trace", "--json");
        assertThat(run.err().lines())
                .contains("RFC 6376 §5.4.2  ed@example.com: signs, relaxed: From, To, Subject")
                .contains("RFC 6376 §6.1.3  ed@example.com: pass");
        assertThat(run.lines()).singleElement().asString().startsWith("{");
    }

    @Test
    void aFileThatIsNotThereIsUsage() {
        Run run = Run.of("dkim", folder.resolve("absent.eml").toString());
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE.code());
        assertThat(run.err()).startsWith("FILE.eml: cannot be read: ");
    }

    private String file(String message) throws IOException {
        return Files.write(folder.resolve("message.eml"), TextDkim.octets(message))
                .toString();
    }

    private String world() throws IOException {
        Cassette world = Cassette.builder()
                .txt("ed._domainkey.example.com", SIGNING.record())
                .word("slow._domainkey.example.com", Cassette.Word.TIMEOUT)
                .build();
        return Files.writeString(folder.resolve("world.json"), CassetteJson.write(world))
                .toString();
    }
}
