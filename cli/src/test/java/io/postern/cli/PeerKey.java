// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** A key that is made from a seed: the same each time, for the same signatures. */
record PeerKey(String selector, String algorithm, KeyPair pair) {
    private static final int ED25519_OCTETS = 32;

    /** Selector {@code rsa}, 2,048 bits. */
    static PeerKey rsa(long seed) throws GeneralSecurityException {
        return new PeerKey("rsa", "rsa-sha256", generate("RSA", 2048, seed));
    }

    /** Selector {@code ed}. */
    static PeerKey ed25519(long seed) throws GeneralSecurityException {
        return new PeerKey("ed", "ed25519-sha256", generate("Ed25519", 255, seed));
    }

    private static KeyPair generate(String algorithm, int bits, long seed) throws GeneralSecurityException {
        SecureRandom seeded = SecureRandom.getInstance("SHA1PRNG");
        seeded.setSeed(seed);
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits, seeded);
        return generator.generateKeyPair();
    }

    private boolean isRsa() {
        return selector.equals("rsa");
    }

    /** PKCS#8 in PEM. */
    String pem() {
        return "-----BEGIN PRIVATE KEY-----\n" + base64(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** As dkimpy wants it: of Ed25519 the seed, which stands at the end. */
    String forDkimpy() {
        return isRsa() ? pem() : base64(end(pair.getPrivate().getEncoded()));
    }

    String record() {
        byte[] encoded = pair.getPublic().getEncoded();
        return isRsa() ? "v=DKIM1; k=rsa; p=" + base64(encoded) : "v=DKIM1; k=ed25519; p=" + base64(end(encoded));
    }

    private static byte[] end(byte[] encoded) {
        return Arrays.copyOfRange(encoded, encoded.length - ED25519_OCTETS, encoded.length);
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
