// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.backend.cassette.CassetteJson;
import io.postern.dns.Cassette;
import io.postern.testing.Prerequisites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DmarcVerbTest {
    private static final Cassette WORLD = Cassette.builder()
            .txt("_dmarc.example.com", "v=DMARC1; p=reject; adkim=strict")
            .txt("_dmarc.sub.other.test", "v=DMARC1; p=quarantine")
            .word("_dmarc.down.test", Cassette.Word.SERVFAIL)
            .build();

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "example.com, --spf=pass:example.com, pass, 0",
        "example.com, --dkim=pass:mail.example.com, pass, 0",
        "example.com, --dkim=fail:example.com, fail, 1",
        "example.com, --spf=temperror:example.com, temperror, 75",
        "EXAMPLE.com., --spf=pass:other.test, fail, 1",
        "absent.test, --spf=pass:absent.test, none, 0",
        "down.test, --spf=pass:down.test, temperror, 75",
        "--message=a.eml, --spf=pass:example.com, pass, 0",
        "--message=two.eml, --spf=pass:example.com, permerror, 1"
    })
    void theResultIsTheExitStatus(String author, String evidence, String result, int status) throws IOException {
        Files.writeString(folder.resolve("a.eml"), "From: A <a@example.com>\n\nHello\n");
        Files.writeString(folder.resolve("two.eml"), "From: a@example.com\nFrom: b@example.com\n\nHello\n");
        Run run =
                Run.of("dmarc", author.replace("--message=", "--message=" + folder + "/"), evidence, "--dns", world());
        assertThat(run.out()).startsWith("DMARC  " + result + " ");
        assertThat(run.status()).isEqualTo(status);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void jsonIsTheAnswerOfBatch() throws IOException {
        Run verb = Run.of("dmarc", "sub.other.test", "--dkim", "pass:other.test", "--dns", world(), "--json");
        Run batch = Run.withInput(
                "{\"op\": \"dmarc\", \"from\": \"sub.other.test.\", \"dkim\": [{\"result\": \"pass\", \"domain\": \"other.test\"}],"
                        + " \"zoneFile\": \"" + world() + "\"}\n",
                "batch");
        assertThat(verb.out()).isEqualTo(batch.out()).contains("\"pslDiffers\":true", "\"result\":\"fail\"");
    }

    @Test
    void whatTheRecordHasWrongAndTheListSaysOtherwiseIsTold() throws IOException {
        assertThat(Run.of("dmarc", "example.com", "--dns", world()).out())
                .contains("ignored in the record: bad value: adkim=strict");
        assertThat(Run.of("dmarc", "sub.other.test", "--dkim", "pass:other.test", "--dns", world())
                        .out())
                .contains("the Public Suffix List says otherwise: organization other.test, pass");
        Run list =
                Run.of("dmarc", "sub.other.test", "--dkim", "pass:other.test", "--dns", world(), "--discovery", "psl");
        assertThat(list.out()).startsWith("DMARC  pass ");
    }

    @Test
    void everyStepOfTheTraceCitesItsSection() throws IOException {
        Run run = Run.of("dmarc", "sub.example.com", "--dns", world(), "--trace", "--json");
        assertThat(run.err().lines()).isNotEmpty().allMatch(line -> line.startsWith("RFC 9989 §"));
    }

    @Test
    void aListIsCheckedBeforeItIsUsed() throws IOException {
        Path list = Prerequisites.suite("psl/public_suffix_list.dat").toAbsolutePath();
        Run good = Run.of("psl", "check", list.toString());
        assertThat(good.status()).isZero();
        assertThat(good.out()).startsWith("version=").contains("unreadable=0");
        assertThat(Run.of("dmarc", "example.com", "--dns", world(), "--psl", list.toString())
                        .status())
                .isEqualTo(1);
        String whole = Files.readString(list);
        Path cut = Files.writeString(folder.resolve("cut.dat"), whole.substring(0, whole.length() / 2));
        Run bad = Run.of("psl", "check", cut.toString());
        assertThat(bad.status()).isEqualTo(ExitStatus.FAIL.code());
        assertThat(bad.err()).isNotBlank();
        assertThat(Run.of("psl", "check", "absent").status()).isEqualTo(ExitStatus.USAGE.code());
        assertThat(Run.of("dmarc", "example.com", "--dns", world(), "--psl", cut.toString())
                        .status())
                .isEqualTo(ExitStatus.USAGE.code());
    }

    private String world() throws IOException {
        return Files.writeString(folder.resolve("world.json"), CassetteJson.write(WORLD))
                .toString();
    }
}
