// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.pem;

import io.postern.dkim.SigningKey;
import io.postern.value.Parsed;
import java.io.ByteArrayOutputStream;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Reads one private key, RSA or Ed25519, by the JDK. What is said of a text that is none quotes nothing of it, for it
 * may be a secret all the same.
 */
public final class PrivateKeyPem {
    /** Characters of a text. Ours; an RSA key of 8,192 bits has 6,400. */
    public static final int MAX_LENGTH = 64 * 1024;

    private static final String RULE = "private key";
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    /** RFC 5958 §2: version, and the algorithm rsaEncryption of RFC 8017 App. A.1 with NULL. */
    private static final byte[] RSA_INFO = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private PrivateKeyPem() {}

    /** The first private key of a text. */
    public static Parsed<PrivateKey> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Parsed.malformed(MAX_LENGTH, RULE, "longer than " + MAX_LENGTH + " characters");
        }
        // RFC 7468 §2: a block between its labels; what stands around it is for people
        for (int start = text.indexOf(BEGIN); start >= 0; start = text.indexOf(BEGIN, start + 1)) {
            int labelEnd = text.indexOf(DASHES, start + BEGIN.length());
            String label = labelEnd < 0 ? "" : text.substring(start + BEGIN.length(), labelEnd);
            int end = text.indexOf("-----END " + label + DASHES, Math.max(labelEnd, 0));
            if (label.endsWith("PRIVATE KEY") && end >= 0) {
                return key(label, text.substring(labelEnd + DASHES.length(), end), start);
            }
        }
        return Parsed.malformed(0, RULE, "no PEM block of a private key");
    }

    /** The same as a key that can sign, or why it cannot. */
    public static Parsed<SigningKey> signingKey(String text) {
        return parse(text).fold(PrivateKeyPem::signing, Parsed.Malformed::as);
    }

    private static Parsed<SigningKey> signing(PrivateKey key) {
        try {
            return Parsed.ok(SigningKey.of(key));
        } catch (IllegalArgumentException unfit) {
            return Parsed.malformed(0, RULE, String.valueOf(unfit.getMessage()));
        }
    }

    private static Parsed<PrivateKey> key(String label, String content, int offset) {
        return switch (label) {
            case "PRIVATE KEY" -> pkcs8(content, offset);
            case "RSA PRIVATE KEY" -> pkcs1(content, offset);
            case "ENCRYPTED PRIVATE KEY" -> Parsed.malformed(offset, RULE, "the key has a password");
            default -> Parsed.malformed(offset, RULE, "neither PKCS#8 nor RSA of PKCS#1");
        };
    }

    private static Parsed<PrivateKey> pkcs8(String base64, int offset) {
        return decoded(base64)
                .map(octets -> key(octets, offset))
                .orElseGet(() -> Parsed.malformed(offset, RULE, "not base64"));
    }

    // RFC 8017 App. A.1.2: RSAPrivateKey, which RFC 5958 §2 wraps into PrivateKeyInfo
    private static Parsed<PrivateKey> pkcs1(String text, int offset) {
        if (text.contains(":")) {
            return Parsed.malformed(offset, RULE, "the key has a password");
        }
        return decoded(text)
                .map(octets -> key(element(SEQUENCE, RSA_INFO, element(OCTET_STRING, octets)), offset))
                .orElseGet(() -> Parsed.malformed(offset, RULE, "not base64"));
    }

    private static Optional<byte[]> decoded(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text.replaceAll("[ \t\r\n]", "")));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static Parsed<PrivateKey> key(byte[] info, int offset) {
        Optional<PrivateKey> key = key("RSA", info).or(() -> key("Ed25519", info));
        return key.isPresent() ? Parsed.ok(key.get()) : Parsed.malformed(offset, RULE, "neither RSA nor Ed25519");
    }

    /** Empty if it is of another algorithm, or none at all. */
    private static Optional<PrivateKey> key(String algorithm, byte[] info) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(info)));
        } catch (InvalidKeySpecException another) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("the provider of cryptography lacks an algorithm", missing);
        }
    }

    /** DER: a tag, the length of what follows, and that. */
    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
        out.write(tag);
        // X.690 §10.1: the shortest form of a length
        if (length < 0x80) {
            out.write(length);
        } else {
            int octets = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
            out.write(0x80 + octets);
            for (int i = octets - 1; i >= 0; i--) {
                out.write(length >> (8 * i));
            }
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
