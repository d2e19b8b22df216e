// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.value.Parsed;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.spec.KeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Reads the octets of {@code p=}. RSA keys come as SubjectPublicKeyInfo or as bare RSAPublicKey, which RFC 6376 §3.6.1
 * names and RFC 8301 §3.2 does not mention; both are read here, so that what a key may be is decided before any
 * provider sees it. Ed25519 keys are the 32 octets themselves (RFC 8463 §4).
 */
final class PublicKeyReader {
    /** RFC 8301 §3.2: verifiers must validate up to 4,096. Ours, against exhaustion: a check costs the cube of it. */
    static final int MAX_RSA_BITS = 8192;
    /** Ours, against exhaustion: the cost of a check grows with it. In use are 3, 17 and 65,537. */
    static final int MAX_EXPONENT_BITS = 64;

    private static final int ED25519_OCTETS = 32;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int SEQUENCE = 0x30;

    /** RFC 8017 App. A.1: 1.2.840.113549.1.1.1, and NULL or nothing behind it. */
    private static final byte[] RSA_ENCRYPTION = HexFormat.of().parseHex("06092a864886f70d010101");
    /** RFC 8410 §4: what stands before an Ed25519 key in SubjectPublicKeyInfo. */
    private static final byte[] ED25519_INFO = HexFormat.of().parseHex("302a300506032b6570032100");

    /**
     * What the octets are: a key, or why there is none. A key that is too short for RFC 8301 is one; see its bits.
     *
     * @param refused empty for a key
     */
    record Reading(Optional<VerificationKey> key, int bits, Optional<DkimReason> refused) {
        static Reading of(VerificationKey key) {
            return new Reading(Optional.of(key), key.bits(), Optional.empty());
        }

        static Reading refused(DkimReason reason, int bits) {
            return new Reading(Optional.empty(), bits, Optional.of(reason));
        }
    }

    private final Crypto crypto;

    PublicKeyReader(Crypto crypto) {
        this.crypto = crypto;
    }

    Reading read(KeyType type, byte[] octets) {
        return switch (type) {
            case RSA -> rsa(octets);
            case ED25519 -> ed25519(octets);
        };
    }

    private Reading ed25519(byte[] octets) {
        // RFC 8463 §4: the key alone, without the wrapping that RSA keys have
        if (octets.length != ED25519_OCTETS) {
            return Reading.refused(DkimReason.KEY_SYNTAX, 0);
        }
        byte[] encoded = ByteBuffer.allocate(ED25519_INFO.length + ED25519_OCTETS)
                .put(ED25519_INFO)
                .put(octets)
                .array();
        return reading(KeyType.ED25519, new X509EncodedKeySpec(encoded), 8 * ED25519_OCTETS);
    }

    private Reading rsa(byte[] octets) {
        Parsed<RSAPublicKeySpec> parsed = rsaKey(octets);
        if (!(parsed instanceof Parsed.Ok<RSAPublicKeySpec> ok)) {
            return Reading.refused(DkimReason.KEY_SYNTAX, 0);
        }
        RSAPublicKeySpec spec = ok.value();
        int bits = spec.getModulus().bitLength();
        BigInteger exponent = spec.getPublicExponent();
        if (bits > MAX_RSA_BITS || exponent.bitLength() > MAX_EXPONENT_BITS) {
            return Reading.refused(DkimReason.KEY_SIZE, bits);
        }
        // RFC 8017 §3.1: the modulus is a product of odd primes, the exponent is odd and at least 3
        boolean odd = spec.getModulus().testBit(0) && exponent.testBit(0);
        if (!odd || exponent.bitLength() < 2) {
            return Reading.refused(DkimReason.KEY_SYNTAX, bits);
        }
        // RFC 8301 §3.2: a short key must not verify, so no provider needs to take it
        return bits < DkimPolicy.MIN_RSA_BITS
                ? Reading.refused(DkimReason.SHORT_KEY, bits)
                : reading(KeyType.RSA, spec, bits);
    }

    private Reading reading(KeyType type, KeySpec spec, int bits) {
        return crypto.key(type, spec)
                .map(key -> Reading.of(new VerificationKey(type, key, bits)))
                .orElseGet(() -> Reading.refused(DkimReason.KEY_SYNTAX, bits));
    }

    // RFC 5280 §4.1: SEQUENCE { AlgorithmIdentifier, BIT STRING }; RFC 8017 App. A.1.1: SEQUENCE { INTEGER, INTEGER }
    private static Parsed<RSAPublicKeySpec> rsaKey(byte[] octets) {
        Der whole = new Der(octets, 0, octets.length);
        Der outer = whole.element(SEQUENCE);
        if (outer.next() != SEQUENCE) {
            return rsaPublicKey(outer, whole);
        }
        Der algorithm = outer.element(SEQUENCE);
        Der bits = outer.element(BIT_STRING);
        if (!algorithm.startsWith(RSA_ENCRYPTION) || bits.octet() != 0 || !outer.isAtEnd()) {
            return Parsed.malformed(0, "SubjectPublicKeyInfo", "not an RSA key");
        }
        return rsaPublicKey(bits.element(SEQUENCE), whole);
    }

    private static Parsed<RSAPublicKeySpec> rsaPublicKey(Der key, Der whole) {
        Optional<BigInteger> modulus = key.element(INTEGER).positive();
        Optional<BigInteger> exponent = key.element(INTEGER).positive();
        return modulus.isPresent() && exponent.isPresent() && key.isAtEnd() && whole.isAtEnd()
                ? Parsed.ok(new RSAPublicKeySpec(modulus.get(), exponent.get()))
                : Parsed.malformed(0, "RSAPublicKey", "not two positive INTEGERs in a SEQUENCE");
    }
}
