// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The algorithms of signatures, by one provider of the JDK's cryptography or by whichever comes first. Immutable,
 * thread-safe.
 *
 * <p>An algorithm that the provider lacks is an {@link IllegalStateException}: it is the installation's fault, and
 * never the message's.
 */
public final class Crypto {
    /** By the JDK's own order of providers. */
    public static final Crypto JDK = new Crypto(Optional.empty());

    /** RFC 8017 §9.2: what stands before a SHA-256 hash when RSA signs it (DigestInfo). */
    private static final byte[] SHA256_INFO = HexFormat.of().parseHex("3031300d060960864801650304020105000420");

    private static final int ED25519_SIGNATURE_OCTETS = 64;

    @FunctionalInterface
    private interface Lookup<T> {
        T get() throws GeneralSecurityException;
    }

    private final Optional<Provider> provider;

    private Crypto(Optional<Provider> provider) {
        this.provider = provider;
    }

    /** By this provider alone; it needs SHA-256, NONEwithRSA or the cipher RSA, and Ed25519. */
    public static Crypto of(Provider provider) {
        return new Crypto(Optional.of(provider));
    }

    /** A new SHA-256. */
    public MessageDigest sha256() {
        return available(() -> provider.isPresent()
                ? MessageDigest.getInstance("SHA-256", provider.get())
                : MessageDigest.getInstance("SHA-256"));
    }

    /**
     * Whether a signature fits.
     *
     * @param hash the SHA-256 hash of what was signed; Ed25519 signs the hash as its message (RFC 8463 §3)
     * @throws InvalidKeyException if the provider finds only now that the key is none
     */
    boolean verifies(VerificationKey key, byte[] hash, byte[] signature) throws InvalidKeyException {
        int length = key.type() == KeyType.RSA ? (key.bits() + 7) / 8 : ED25519_SIGNATURE_OCTETS;
        if (signature.length != length) {
            return false;
        }
        Signature verifier = available(() -> signature(key.type() == KeyType.RSA ? "NONEwithRSA" : "Ed25519"));
        try {
            verifier.initVerify(key.key());
            if (key.type() == KeyType.RSA) {
                verifier.update(SHA256_INFO);
            }
            verifier.update(hash);
            return verifier.verify(signature);
        } catch (SignatureException notASignature) {
            // the provider's way to say that these octets are no signature of this key
            return false;
        }
    }

    /** The key of this specification; empty if the provider does not take it. */
    Optional<PublicKey> key(KeyType type, KeySpec spec) {
        String algorithm = type == KeyType.RSA ? "RSA" : "Ed25519";
        KeyFactory factory = available(() -> provider.isPresent()
                ? KeyFactory.getInstance(algorithm, provider.get())
                : KeyFactory.getInstance(algorithm));
        try {
            return Optional.of(factory.generatePublic(spec));
        } catch (InvalidKeySpecException notAKey) {
            return Optional.empty();
        }
    }

    private Signature signature(String algorithm) throws GeneralSecurityException {
        return provider.isPresent()
                ? Signature.getInstance(algorithm, provider.get())
                : Signature.getInstance(algorithm);
    }

    private static <T> T available(Lookup<T> lookup) {
        try {
            return lookup.get();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("the provider of cryptography lacks an algorithm", missing);
        }
    }
}
