// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.backend.cassette.CassetteJson;
import io.postern.backend.dns.LocalAuthority;
import io.postern.dns.Cassette;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpfVerbTest {
    private static final Cassette WORLD = Cassette.builder()
            .txt("example.com", "v=spf1 ip4:192.0.2.1 include:_spf.example.com -all")
            .txt("_spf.example.com", "v=spf1 a:mail.example.com ?all")
            .records("mail.example.com", "A", "192.0.2.2")
            .txt("soft.example.com", "v=spf1 ~all")
            .txt("neutral.example.com", "v=spf1 ?all")
            .txt("broken.example.com", "v=spf1 what:ever")
            .word("down.example.com", Cassette.Word.SERVFAIL)
            .build();

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} for {1}: {3}")
    @CsvSource({
        "u@example.com,         192.0.2.1,    pass,      0",
        "u@example.com,         192.0.2.2,    pass,      0",
        "u@example.com,         2001:db8::1,  fail,      1",
        "u@soft.example.com,    192.0.2.1,    softfail,  0",
        "u@neutral.example.com, 192.0.2.1,    neutral,   0",
        "u@absent.example.com,  192.0.2.1,    none,      0",
        "u@broken.example.com,  192.0.2.1,    permerror, 1",
        "u@down.example.com,    192.0.2.1,    temperror, 75",
        "<>,                    192.0.2.2,    none,      0",
        "'',                    192.0.2.2,    none,      0",
        "@example.com,          192.0.2.1,    pass,      0"
    })
    void theResultIsTheExitStatus(String mailFrom, String ip, String result, int status) throws IOException {
        Run run = Run.of("spf", ip, mailFrom, "mail.example.com", "--dns", world());
        assertThat(run.out()).startsWith("SPF    " + result + " ");
        assertThat(run.status()).isEqualTo(status);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void jsonIsTheAnswerOfBatch() throws IOException {
        Run verb = Run.of("spf", "192.0.2.9", "u@example.com", "h", "--dns", world(), "--json", "--receiver", "r");
        Run batch = Run.withInput(
                "{\"op\": \"spf\", \"ip\": \"192.0.2.9\", \"mailFrom\": \"u@example.com\", \"helo\": \"h\","
                        + " \"receiver\": \"r\", \"zoneFile\": \"" + world() + "\"}\n",
                "batch");
        assertThat(verb.out()).isEqualTo(batch.out());
    }

    @Test
    void aGuessIsShownApart() throws IOException {
        Run run = Run.of("spf", "192.0.2.1", "u@mail.example.com", "h", "--dns", world(), "--guess", "exim");
        assertThat(run.lines())
                .anySatisfy(
                        line -> assertThat(line).startsWith("guess  pass      domain=mail.example.com mechanism=a/24"));
        assertThat(run.status()).isZero();
    }

    @Test
    void theTraceTellsEachStepWithItsSectionOnStandardError() throws IOException {
        Run run = Run.of("spf", "192.0.2.2", "u@example.com", "h", "--dns", world(), "--trace", "--json");
        assertThat(run.err().lines())
                .contains(
                        "RFC 7208 §4.6.2  mailfrom: ip4:192.0.2.1: no match",
                        "RFC 7208 §5  mailfrom: mail.example.com A: 192.0.2.2",
                        "RFC 7208 §4.6.2  mailfrom: include:_spf.example.com: match, pass")
                .anySatisfy(line -> assertThat(line).startsWith("RFC 7208 §4.3  helo: "));
        assertThat(run.lines()).singleElement().asString().startsWith("{");
    }

    @Test
    void whatTheNetworkSaidCanBeRecordedAndReplayed() throws IOException {
        Path recording = folder.resolve("recording.json");
        String[] question = {"spf", "192.0.2.2", "u@example.com", "down.example.com", "--json"};
        try (LocalAuthority authority = LocalAuthority.serving(WORLD)) {
            InetSocketAddress server = authority.address();
            Run asked = Run.of(with(question, "--server", "127.0.0.1:" + server.getPort(), "--record", recording));
            assertThat(asked.status()).as(asked.err()).isZero();
            assertThat(asked.out()).contains("\"mechanism\":\"include:_spf.example.com\"");

            Run replayed = Run.of(with(question, "--dns", recording));
            assertThat(replayed.status()).isZero();
            // a cassette says SERVFAIL for every failure, in its own words
            assertThat(replayed.out().replaceAll("\"helo\":.*", ""))
                    .isEqualTo(asked.out().replaceAll("\"helo\":.*", ""));
            assertThat(replayed.out()).contains("\"helo\":{\"result\":\"temperror\"");
            assertThat(asked.out()).contains("\"helo\":{\"result\":\"temperror\"");
        }
    }

    @Test
    void aRecordingThatCannotBeWrittenIsAnErrorOfOutput() throws IOException {
        Run run = Run.of("spf", "::1", "u@example.com", "h", "--dns", world(), "--record", folder.toString());
        assertThat(run.status()).isEqualTo(ExitStatus.IO_ERROR.code());
        assertThat(run.err()).startsWith("spf: ");
    }

    private String world() throws IOException {
        return Files.writeString(folder.resolve("world.json"), CassetteJson.write(WORLD))
                .toString();
    }

    private static String[] with(String[] arguments, Object... more) {
        return Stream.concat(Arrays.stream(arguments), Arrays.stream(more).map(Object::toString))
                .toArray(String[]::new);
    }
}
