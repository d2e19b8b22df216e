// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A public key that may verify, and the verifier that did so last, to be used again. Thread-safe. */
final class VerificationKey {
    private final KeyType type;
    private final PublicKey key;
    private final int bits;
    private final AtomicReference<@Nullable Signature> idle = new AtomicReference<>();

    /** @param bits of RSA's modulus; 256 for Ed25519 */
    VerificationKey(KeyType type, PublicKey key, int bits) {
        this.type = type;
        this.key = key;
        this.bits = bits;
    }

    KeyType type() {
        return type;
    }

    PublicKey key() {
        return key;
    }

    int bits() {
        return bits;
    }

    /** A verifier that {@link #keep} was given; nobody else gets it. */
    Optional<Signature> idle() {
        return Optional.ofNullable(idle.getAndSet(null));
    }

    /**
     * Keeps a verifier that was initialized with this key, for the next time. Only one whose last signature did fit:
     * that is then as good as new, while the JDK's keeps what it was fed when the padding is wrong.
     */
    void keep(Signature verifier) {
        idle.set(verifier);
    }

    /** By the key alone, whatever it did before. */
    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof VerificationKey other && type == other.type && bits == other.bits && key.equals(other.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }
}
