// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.value.RecentlyRead;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The algorithms of signatures, by the JDK's own order of providers or by one that is preferred. Thread-safe; it
 * changes by nothing but a cache of keys.
 *
 * <p>An algorithm that no provider has is an {@link IllegalStateException}: it is the installation's fault, and never
 * the message's.
 */
public final class Crypto {
    /** By the JDK's own order of providers. */
    public static final Crypto JDK = new Crypto(Optional.empty(), Optional.empty(), Optional.empty());

    /** Keys that are kept. Ours, against memory exhaustion: with what they are found by, some 5 MB. */
    static final int MAX_KEYS = 1000;

    private static final String SHA256 = "SHA-256";
    private static final String RSA_SIGNATURE = "NONEwithRSA";
    private static final String ED25519 = "Ed25519";

    /** RFC 8017 §9.2: what stands before a SHA-256 hash when RSA signs it (DigestInfo). */
    private static final byte[] SHA256_INFO = HexFormat.of().parseHex("3031300d060960864801650304020105000420");

    private static final int ED25519_SIGNATURE_OCTETS = 64;

    @FunctionalInterface
    private interface Lookup<T> {
        T get() throws GeneralSecurityException;
    }

    /** The keys of this provider. */
    private final RecentlyRead<KnownKey> keys = new RecentlyRead<>(MAX_KEYS);

    private final Optional<Provider> hashes;
    private final Optional<Provider> rsa;
    private final Optional<Provider> ed25519;

    /** Never fed. */
    private final MessageDigest pristine;

    private Crypto(Optional<Provider> hashes, Optional<Provider> rsa, Optional<Provider> ed25519) {
        this.hashes = hashes;
        this.pristine = newSha256();
        this.rsa = rsa;
        this.ed25519 = ed25519;
    }

    /**
     * By this provider, and by the JDK's order where it lacks SHA-256, or the keys or signatures of RSA or of Ed25519.
     * RSA is asked for as NONEwithRSA, which the JDK makes of the cipher RSA/ECB/PKCS1Padding too.
     */
    public static Crypto preferring(Provider provider) {
        Optional<Provider> preferred = Optional.of(provider);
        return new Crypto(
                preferred.filter(has -> offers(() -> MessageDigest.getInstance(SHA256, has))),
                preferred.filter(has -> offers(() -> KeyFactory.getInstance("RSA", has))
                        && offers(() -> Signature.getInstance(RSA_SIGNATURE, has))),
                preferred.filter(has -> offers(() -> KeyFactory.getInstance(ED25519, has))
                        && offers(() -> Signature.getInstance(ED25519, has))));
    }

    /** A new SHA-256. */
    public MessageDigest sha256() {
        try {
            // to ask the providers for one costs as much as to hash a header
            return (MessageDigest) pristine.clone();
        } catch (CloneNotSupportedException e) {
            return newSha256();
        }
    }

    private MessageDigest newSha256() {
        return available(() -> hashes.isPresent()
                ? MessageDigest.getInstance(SHA256, hashes.get())
                : MessageDigest.getInstance(SHA256));
    }

    RecentlyRead<KnownKey> keys() {
        return keys;
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
        Optional<Signature> idle = key.idle();
        Signature verifier = idle.isPresent() ? idle.get() : verifier(key);
        try {
            if (key.type() == KeyType.RSA) {
                verifier.update(SHA256_INFO);
            }
            verifier.update(hash);
            boolean fits = verifier.verify(signature);
            if (fits) {
                key.keep(verifier);
            }
            return fits;
        } catch (SignatureException notASignature) {
            // the provider's way to say that these octets are no signature of this key
            return false;
        }
    }

    /** Signs a SHA-256 hash, so that {@link #verifies} finds it right. */
    byte[] sign(KeyType type, PrivateKey key, byte[] hash) throws InvalidKeyException, SignatureException {
        Signature signer = available(() -> signature(type));
        signer.initSign(key);
        if (type == KeyType.RSA) {
            signer.update(SHA256_INFO);
        }
        signer.update(hash);
        return signer.sign();
    }

    private Signature verifier(VerificationKey key) throws InvalidKeyException {
        Signature verifier = available(() -> signature(key.type()));
        verifier.initVerify(key.key());
        return verifier;
    }

    /** The key of this specification; empty if the provider does not take it. */
    Optional<PublicKey> key(KeyType type, KeySpec spec) {
        String algorithm = type == KeyType.RSA ? "RSA" : ED25519;
        Optional<Provider> provider = provider(type);
        KeyFactory factory = available(() -> provider.isPresent()
                ? KeyFactory.getInstance(algorithm, provider.get())
                : KeyFactory.getInstance(algorithm));
        try {
            return Optional.of(factory.generatePublic(spec));
        } catch (InvalidKeySpecException notAKey) {
            return Optional.empty();
        }
    }

    private Signature signature(KeyType type) throws GeneralSecurityException {
        String algorithm = type == KeyType.RSA ? RSA_SIGNATURE : ED25519;
        Optional<Provider> provider = provider(type);
        return provider.isPresent()
                ? Signature.getInstance(algorithm, provider.get())
                : Signature.getInstance(algorithm);
    }

    private Optional<Provider> provider(KeyType type) {
        return switch (type) {
            case RSA -> rsa;
            case ED25519 -> ed25519;
        };
    }

    private static boolean offers(Lookup<?> algorithm) {
        try {
            algorithm.get();
            return true;
        } catch (GeneralSecurityException missing) {
            return false;
        }
    }

    private static <T> T available(Lookup<T> lookup) {
        try {
            return lookup.get();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("the provider of cryptography lacks an algorithm", missing);
        }
    }
}
