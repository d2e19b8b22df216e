// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.SignatureException;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;

/**
 * A private key that signs hashes, RSA or Ed25519; its octets are told to nobody. Thread-safe.
 *
 * <p>By the JDK's own providers, whichever read the key.
 */
public final class SigningKey {
    private final PrivateKey key;
    private final SignatureAlgorithm algorithm;

    private SigningKey(PrivateKey key, SignatureAlgorithm algorithm) {
        this.key = key;
        this.algorithm = algorithm;
    }

    /**
     * A key that an operator gave.
     *
     * @throws IllegalArgumentException if it is neither RSA nor Ed25519, or RSA of a size that no verifier takes
     */
    public static SigningKey of(PrivateKey key) {
        if (key instanceof RSAPrivateKey rsa) {
            int bits = rsa.getModulus().bitLength();
            // RFC 8301 §3.2: signers must use 1,024 bits at least, and what verifiers must take goes to 4,096
            if (bits < DkimPolicy.MIN_RSA_BITS || bits > PublicKeyReader.MAX_RSA_BITS) {
                throw new IllegalArgumentException("an RSA key of " + bits + " bits; allowed are "
                        + DkimPolicy.MIN_RSA_BITS + " to " + PublicKeyReader.MAX_RSA_BITS);
            }
            return new SigningKey(key, SignatureAlgorithm.RSA_SHA256);
        }
        if (key instanceof EdECPrivateKey ed && ed.getParams().getName().equals("Ed25519")) {
            return new SigningKey(key, SignatureAlgorithm.ED25519_SHA256);
        }
        throw new IllegalArgumentException("a key of type " + key.getAlgorithm() + "; allowed are RSA and Ed25519");
    }

    public SignatureAlgorithm algorithm() {
        return algorithm;
    }

    /** The signature of a SHA-256 hash, as {@code b=} has it; the same each time. */
    public byte[] sign(byte[] hash) {
        try {
            return Crypto.JDK.sign(algorithm.keyType(), key, hash);
        } catch (InvalidKeyException | SignatureException unusable) {
            throw new IllegalStateException("the key cannot sign", unusable);
        }
    }
}
