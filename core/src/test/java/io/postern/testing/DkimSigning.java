// SPDX-License-Identifier: Apache-2.0
package io.postern.testing;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Signs messages for tests, by {@link TextDkim} and not by the code under test; every tag can be made what it should
 * not be. Immutable.
 */
public final class DkimSigning {
    private static final Map<Integer, KeyPair> RSA_KEYS = new LinkedHashMap<>();

    private final KeyPair key;
    private final Map<String, @Nullable String> tags;

    private DkimSigning(KeyPair key, Map<String, @Nullable String> tags) {
        this.key = key;
        this.tags = tags;
    }

    /** By an RSA key of so many bits, made once: d=example.com, s=rsa, relaxed/relaxed. */
    public static synchronized DkimSigning rsa(int bits) {
        return of(RSA_KEYS.computeIfAbsent(bits, size -> generate("RSA", size)), "rsa-sha256", "rsa");
    }

    /** By an Ed25519 key: s=ed. */
    public static DkimSigning ed25519() {
        return of(generate("Ed25519", 255), "ed25519-sha256", "ed");
    }

    private static DkimSigning of(KeyPair key, String algorithm, String selector) {
        Map<String, @Nullable String> tags = new LinkedHashMap<>();
        tags.put("v", "1");
        tags.put("a", algorithm);
        tags.put("c", "relaxed/relaxed");
        tags.put("d", "example.com");
        tags.put("s", selector);
        tags.put("h", "from:to:subject");
        return new DkimSigning(key, tags);
    }

    /** With a tag, whatever it may do; an empty text takes it out. */
    public DkimSigning with(String name, String value) {
        Map<String, @Nullable String> more = new LinkedHashMap<>(tags);
        if (value.isEmpty()) {
            more.remove(name);
        } else {
            more.put(name, value);
        }
        return new DkimSigning(key, more);
    }

    /** The message with the signature on top. */
    public String sign(String message) {
        int end = message.indexOf("\r\n\r\n");
        List<String> fields = Arrays.asList(message.substring(0, end + 2).split("(?<=\r\n)(?![ \t])", -1));
        return field(fields, message.substring(end + 4)) + message;
    }

    private String field(List<String> fields, String body) {
        String[] forms = (tags.getOrDefault("c", "simple") + "/simple").split("/", -1);
        Map<String, @Nullable String> all = new LinkedHashMap<>(tags);
        all.putIfAbsent("bh", bodyHash(forms[1], body));
        String unsigned = "DKIM-Signature: "
                + all.entrySet().stream()
                        .map(tag -> tag.getKey() + "=" + tag.getValue())
                        .collect(Collectors.joining("; "))
                + ";\r\n\tb=";
        String canonical = TextDkim.select(tags.getOrDefault("h", "from"), fields).stream()
                        .map(field -> TextDkim.field(forms[0], field))
                        .collect(Collectors.joining())
                + TextDkim.field(forms[0], unsigned + "\r\n").replaceFirst("\r\n\\z", "");
        String b = base64(signature(TextDkim.octets(canonical)));
        return unsigned + b.replaceAll("(.{60})(?=.)", "$1\r\n\t ") + "\r\n";
    }

    private String bodyHash(String form, String body) {
        String canonical = TextDkim.body(form, body);
        String limit = tags.get("l");
        String signed = limit == null || !limit.matches("\\d{1,9}")
                ? canonical
                : canonical.substring(0, Math.min(canonical.length(), Integer.parseInt(limit)));
        return base64(sha256(TextDkim.octets(signed)));
    }

    private byte[] signature(byte[] octets) {
        try {
            boolean rsa = key.getPublic() instanceof RSAPublicKey;
            Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "Ed25519");
            signature.initSign(key.getPrivate());
            signature.update(rsa ? octets : sha256(octets));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The signature of a canonical text, as {@code b=} has it. */
    public String signatureOf(String canonical) {
        return base64(signature(TextDkim.octets(canonical)));
    }

    /** The SHA-256 hash of a canonical text, as {@code bh=} has it. */
    public static String hashOf(String canonical) {
        return base64(sha256(TextDkim.octets(canonical)));
    }

    /** The key that verifies. */
    public PublicKey key() {
        return key.getPublic();
    }

    /** The key's {@code p=}: SubjectPublicKeyInfo, or the 32 octets of Ed25519. */
    public String publicKey() {
        byte[] encoded = key.getPublic().getEncoded();
        return base64(
                key.getPublic() instanceof RSAPublicKey
                        ? encoded
                        : Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    }

    /** The key's {@code p=} as bare RSAPublicKey: what SubjectPublicKeyInfo holds behind its algorithm. */
    public String bareRsaKey() {
        byte[] encoded = key.getPublic().getEncoded();
        int info = encoded[1] == (byte) 0x81 ? 3 : 4;
        int bits = info + 15;
        int header = encoded[bits + 1] == (byte) 0x81 ? 3 : 4;
        return base64(Arrays.copyOfRange(encoded, bits + header + 1, encoded.length));
    }

    /** A key record. */
    public String record() {
        String type = key.getPublic() instanceof RSAPublicKey ? "rsa" : "ed25519";
        return "v=DKIM1; k=" + type + "; p=" + publicKey();
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

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
