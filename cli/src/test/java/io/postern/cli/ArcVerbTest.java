// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.backend.cassette.CassetteJson;
import io.postern.dns.Cassette;
import io.postern.testing.ArcSigning;
import io.postern.testing.TextDkim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs {@code postern arc verify} and {@code postern arc seal}. */
class ArcVerbTest {
    private static final ArcSigning SEALER = ArcSigning.ed25519();
    private static final KeyPair OURS = generate();
    private static final String MESSAGE =
            "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=example.com\r\n"
                    + "From: a@example.com\r\nTo: b@example.org\r\nSubject: x\r\n\r\nHello.\r\n";

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}: {1}, status {2}")
    @CsvSource({"ed, pass, 0", "absent, fail, 1", "slow, fail, 75", "'', none, 0"})
    void theStateIsTheExitStatus(String selector, String state, int status) throws IOException {
        String message =
                selector.isEmpty() ? MESSAGE : SEALER.with("as.s", selector).seal(MESSAGE);
        Run run = Run.of("arc", "verify", file(message), "--dns", world());
        assertThat(run.out()).startsWith("ARC    " + state + " ");
        assertThat(run.status()).isEqualTo(status);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void everySetIsTold() throws IOException {
        String message = SEALER.seal(SEALER.seal(MESSAGE) + "footer\r\n");
        Run run = Run.of("arc", "verify", file(message), "--dns", world());
        assertThat(run.lines())
                .containsExactly(
                        "ARC    pass      instances=2 oldest-pass=2",
                        "                 i=1 domain=example.com selector=ed cv=none"
                                + " message-signature=fail(body-hash) seal=pass",
                        "                 i=2 domain=example.com selector=ed cv=pass message-signature=pass seal=pass");
    }

    @Test
    void jsonIsTheAnswerOfBatchAndTheTraceCites() throws IOException {
        String file = file(SEALER.seal(MESSAGE));
        Run verb = Run.of("arc", "verify", file, "--dns", world(), "--json", "--trace");
        Run batch = Run.withInput(
                "{\"op\": \"arc-verify\", \"messageFile\": \"" + file + "\", \"zoneFile\": \"" + world() + "\"}\n",
                "batch");
        assertThat(verb.out()).isEqualTo(batch.out()).contains("\"result\":\"pass\"");
        assertThat(verb.err().lines())
                .contains("RFC 6376 §6.1.3  AS i=1: ed@example.com: pass")
                .contains("RFC 8617 §5.2  chain of 1: pass, oldest-pass 0");
    }

    @Test
    void whatIsSealedVerifies() throws IOException {
        String before = SEALER.seal(MESSAGE);
        Run run = seal(before, "--expire", "--headers", "from:from:to");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        String fields = run.out().replace(System.lineSeparator(), "\r\n");
        assertThat(fields).startsWith("ARC-Seal: a=ed25519-sha256;\r\n").contains("h=from:from:to;", "cv=pass;", " x=");
        Run verified = Run.of("arc", "verify", file(fields + before), "--dns", world());
        assertThat(verified.out()).startsWith("ARC    pass      instances=2 oldest-pass=0");
    }

    @Test
    void whatIsNotSealedSaysWhy() throws IOException {
        Run run = seal(MESSAGE.replace("mx.example.org", "mx.example.net"));
        assertThat(run.status()).isEqualTo(ExitStatus.FAIL.code());
        assertThat(run.err()).isEqualToIgnoringNewLines("not sealed: no-results");
    }

    @ParameterizedTest
    @CsvSource({"--headers, to, From is missing", "--expire, soon, neither seconds", "--key, /absent, cannot be read"})
    void whatIsWrongIsUsage(String option, String value, String error) throws IOException {
        Run run = seal(MESSAGE, option, value);
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE.code());
        assertThat(run.err()).contains(error);
    }

    private Run seal(String message, String... options) throws IOException {
        Path key = Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getEncoder().encodeToString(OURS.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        String[] words = {
            "arc",
            "seal",
            file(message),
            "--dns",
            world(),
            "--authserv-id",
            "mx.example.org",
            "--domain",
            "example.org",
            "--selector",
            "ours"
        };
        String[] all = Arrays.copyOf(words, words.length + options.length);
        System.arraycopy(options, 0, all, words.length, options.length);
        if (Arrays.asList(options).contains("--key")) {
            return Run.of(all);
        }
        String[] withKey = Arrays.copyOf(all, all.length + 2);
        withKey[all.length] = "--key";
        withKey[all.length + 1] = key.toString();
        return Run.of(withKey);
    }

    private String file(String message) throws IOException {
        return Files.write(folder.resolve("message.eml"), TextDkim.octets(message))
                .toString();
    }

    private String world() throws IOException {
        byte[] encoded = OURS.getPublic().getEncoded();
        String key =
                Base64.getEncoder().encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        Cassette world = Cassette.builder()
                .txt("ed._domainkey.example.com", SEALER.record())
                .txt("ours._domainkey.example.org", "k=ed25519; p=" + key)
                .word("slow._domainkey.example.com", Cassette.Word.TIMEOUT)
                .build();
        return Files.writeString(folder.resolve("world.json"), CassetteJson.write(world))
                .toString();
    }

    private static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
