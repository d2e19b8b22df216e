// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import io.postern.backend.file.WatchedFile;
import io.postern.backend.pem.PrivateKeyPem;
import io.postern.dkim.SigningKey;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A key with its selector, and the one that follows it at some moment. Files are read again when they have changed: a
 * new key of the same selector needs no restart.
 *
 * @param next what is used from a moment on, if there is anything
 */
record SealingKey(DomainName selector, WatchedFile<SigningKey> key, Optional<Next> next) {
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(5);

    /** The key that follows. */
    record Next(DomainName selector, WatchedFile<SigningKey> key, Instant from) {}

    /** What is to be used at a moment. */
    record Current(DomainName selector, SigningKey key) {}

    Current at(Instant now) {
        return next.filter(following -> !now.isBefore(following.from))
                .map(following -> new Current(following.selector, following.key.get()))
                .orElseGet(() -> new Current(selector, key.get()));
    }

    /**
     * Reads a private key in PEM, and watches its file.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if everybody on this host can read it, or it is no key that can seal
     */
    static WatchedFile<SigningKey> file(Path path, Clock clock) throws IOException {
        return new WatchedFile<>(path, SealingKey::read, CHECK_INTERVAL, clock);
    }

    private static Parsed<SigningKey> read(Path path) throws IOException {
        PosixFileAttributeView rights = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (rights != null && rights.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
            return Parsed.malformed(0, "private key", "everybody on this host can read it");
        }
        if (Files.size(path) > PrivateKeyPem.MAX_LENGTH) {
            return Parsed.malformed(0, "private key", "larger than " + PrivateKeyPem.MAX_LENGTH + " octets");
        }
        return PrivateKeyPem.signingKey(Files.readString(path, StandardCharsets.ISO_8859_1));
    }
}
