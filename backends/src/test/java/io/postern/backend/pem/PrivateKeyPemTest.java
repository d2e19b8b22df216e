// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.pem;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import io.postern.value.Parsed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivateKeyPemTest {
    private static final KeyPair RSA = generate("RSA", 2048);
    private static final KeyPair ED = generate("Ed25519", 255);

    @Test
    void pkcs8IsReadOfBothKinds() {
        assertThat(PrivateKeyPem.parse(pem("PRIVATE KEY", RSA.getPrivate().getEncoded())))
                .isEqualTo(Parsed.ok(RSA.getPrivate()));
        assertThat(PrivateKeyPem.parse(pem("PRIVATE KEY", ED.getPrivate().getEncoded())))
                .isEqualTo(Parsed.ok(ED.getPrivate()));
    }

    /** RFC 7468 §2: what stands around the block is for people, and line ends may be any. */
    @Test
    void textAroundTheKeyDoesNotMatter() {
        String pem = pem("PRIVATE KEY", RSA.getPrivate().getEncoded());
        assertThat(PrivateKeyPem.parse("the key of s._domainkey\r\n" + pem.replace("\n", "\r\n") + "end\n"))
                .isEqualTo(Parsed.ok(RSA.getPrivate()));
    }

    /** Of PKCS#8 the last element holds PKCS#1. */
    @Test
    void pkcs1IsReadToo() {
        for (int bits : new int[] {1024, 2048, 4096}) {
            PrivateKey key = generate("RSA", bits).getPrivate();
            byte[] info = key.getEncoded();
            byte[] bare = Arrays.copyOfRange(info, 26, info.length);
            assertThat(PrivateKeyPem.parse(pem("RSA PRIVATE KEY", bare))).isEqualTo(Parsed.ok(key));
        }
    }

    @ParameterizedTest
    @CsvSource({"genrsa -traditional 2048, RSA", "genrsa 1024, RSA", "genpkey -algorithm ed25519, EdDSA"})
    void whatOpensslWritesIsRead(String command, String algorithm) throws IOException, InterruptedException {
        Path openssl = Prerequisites.program("openssl", "/usr/bin/openssl");
        Process process = new ProcessBuilder("/bin/sh", "-c", openssl + " " + command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String pem = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(process.waitFor()).isZero();
        assertThat(PrivateKeyPem.parse(pem).map(PrivateKey::getAlgorithm)).isEqualTo(Parsed.ok(algorithm));
    }

    @ParameterizedTest
    @CsvSource({
        "ENCRYPTED PRIVATE KEY, AAAA, the key has a password",
        "RSA PRIVATE KEY, 'Proc-Type: 4,ENCRYPTED', the key has a password",
        "EC PRIVATE KEY, AAAA, neither PKCS#8 nor RSA of PKCS#1",
        "PRIVATE KEY, AAAA, neither RSA nor Ed25519",
        "RSA PRIVATE KEY, AAAA, neither RSA nor Ed25519",
        "PRIVATE KEY, '=!', not base64",
        "PUBLIC KEY, AAAA, no PEM block of a private key"
    })
    void whatIsNoKeyIsSaid(String label, String content, String message) {
        String pem = "-----BEGIN " + label + "-----\n" + content + "\n-----END " + label + "-----\n";
        String said = PrivateKeyPem.parse(pem).fold(key -> "a key", bad -> bad.message());
        assertThat(said).isEqualTo(message);
    }

    @Test
    void whateverTheTextIsNothingOfItIsQuoted() {
        long seed = 7468;
        Random random = new Random(seed);
        String pem = pem("PRIVATE KEY", RSA.getPrivate().getEncoded());
        for (int round = 0; round < Prerequisites.fuzzRounds() / 10; round++) {
            StringBuilder text = new StringBuilder(pem);
            for (int i = random.nextInt(3); i >= 0; i--) {
                text.setCharAt(random.nextInt(text.length()), (char) (random.nextInt(94) + 33));
            }
            String said = PrivateKeyPem.parse(text.toString()).fold(key -> "", bad -> bad.message());
            assertThat(said.length())
                    .as("seed %d round %d: %s", seed, round, text)
                    .isLessThan(60);
        }
    }

    private static String pem(String label, byte[] octets) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets)
                + "\n-----END " + label + "-----\n";
    }

    private static KeyPair generate(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
