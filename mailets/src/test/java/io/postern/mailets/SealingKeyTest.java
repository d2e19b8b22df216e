// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.dkim.SignatureAlgorithm;
import io.postern.value.DomainName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingKeyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

    /** A clock that stands still until it is set. */
    private static final class SetClock extends Clock {
        private Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @TempDir
    Path folder;

    private final SetClock clock = new SetClock();

    private Path write(String name, String algorithm) throws Exception {
        byte[] key = KeyPairGenerator.getInstance(algorithm)
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        Path file = Files.write(
                folder.resolve(name),
                List.of(
                        "-----BEGIN PRIVATE KEY-----",
                        Base64.getMimeEncoder().encodeToString(key),
                        "-----END PRIVATE KEY-----"));
        Files.setLastModifiedTime(file, FileTime.from(clock.now));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }

    private static String used(SealingKey keys, Instant when) {
        SealingKey.Current current = keys.at(when);
        return current.selector() + " " + current.key().algorithm().keyword();
    }

    @Test
    void theNextKeyIsUsedFromItsMomentOn() throws Exception {
        Instant from = NOW.plus(Duration.ofDays(30));
        SealingKey keys = new SealingKey(
                DomainName.of("a1"),
                SealingKey.file(write("a1.pem", "RSA"), clock),
                Optional.of(new SealingKey.Next(
                        DomainName.of("a2"), SealingKey.file(write("a2.pem", "Ed25519"), clock), from)));
        assertThat(used(keys, NOW)).isEqualTo("a1 rsa-sha256");
        assertThat(used(keys, from.minusNanos(1))).isEqualTo("a1 rsa-sha256");
        assertThat(used(keys, from)).isEqualTo("a2 ed25519-sha256");
    }

    @Test
    void aFileThatHasChangedIsReadAgainAndABrokenOneIsNot() throws Exception {
        SealingKey keys =
                new SealingKey(DomainName.of("a1"), SealingKey.file(write("a1.pem", "RSA"), clock), Optional.empty());
        clock.now = NOW.plusSeconds(5);
        write("a1.pem", "Ed25519");
        assertThat(keys.at(NOW).key().algorithm()).isEqualTo(SignatureAlgorithm.ED25519_SHA256);

        clock.now = NOW.plusSeconds(10);
        Files.writeString(folder.resolve("a1.pem"), "no key\n");
        assertThat(keys.at(NOW).key().algorithm()).isEqualTo(SignatureAlgorithm.ED25519_SHA256);
    }

    @Test
    void aKeyThatEverybodyCanReadIsRefused() throws Exception {
        Path file = write("a1.pem", "RSA");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> SealingKey.file(file, clock))
                .hasMessageContaining("everybody on this host can read it");
    }
}
