// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import io.postern.testing.DkimSigning;
import io.postern.testing.TextDkim;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * What no verifier can do without, and nothing else: the hash of the canonical body, which lies ready in one piece, the
 * hash of the canonical header, and the check of the signature by a key that lies ready too. Not thread-safe.
 */
final class CryptoFloor {
    private final byte[] header;
    private final byte[] body;
    private final byte[] bodyHash;
    private final byte[] signature;
    private final boolean hashIsSigned;
    private final MessageDigest digest;
    private final Signature verifier;

    /** @param signed the signature's field stands on top, with {@code b=} at its end */
    CryptoFloor(DkimSigning signing, String forms, String signed, CryptoChoice choice) throws GeneralSecurityException {
        String headerForm = forms.substring(0, forms.indexOf('/'));
        String bodyForm = forms.substring(forms.indexOf('/') + 1);
        int end = signed.indexOf("\r\n\r\n");
        List<String> fields = Arrays.asList(signed.substring(0, end + 2).split("(?<=\r\n)(?![ \t])", -1));
        String field = fields.get(0);
        int value = field.indexOf("b=", field.indexOf("bh=") + 3) + 2;
        StringBuilder canonical = new StringBuilder();
        TextDkim.select(SampleMessage.SIGNED_NAMES, fields.subList(1, fields.size()))
                .forEach(each -> canonical.append(TextDkim.field(headerForm, each)));
        canonical.append(
                TextDkim.field(headerForm, field.substring(0, value) + "\r\n").stripTrailing());
        this.header = TextDkim.octets(canonical.toString());
        this.body = TextDkim.octets(TextDkim.body(bodyForm, signed.substring(end + 4)));
        this.signature = Base64.getMimeDecoder().decode(field.substring(value));
        this.hashIsSigned = !signing.key().getAlgorithm().equals("RSA");
        this.digest = digest(choice);
        this.bodyHash = digest.digest(body);
        this.verifier = verifier(hashIsSigned ? "Ed25519" : "SHA256withRSA", signing.key(), choice);
    }

    /** Whether body and signature fit. */
    boolean verify() throws GeneralSecurityException {
        boolean fits = MessageDigest.isEqual(digest.digest(body), bodyHash);
        verifier.update(hashIsSigned ? digest.digest(header) : header);
        return verifier.verify(signature) && fits;
    }

    private static MessageDigest digest(CryptoChoice choice) throws GeneralSecurityException {
        return choice.provider().isPresent()
                ? MessageDigest.getInstance("SHA-256", choice.provider().get())
                : MessageDigest.getInstance("SHA-256");
    }

    private static Signature verifier(String algorithm, PublicKey key, CryptoChoice choice)
            throws GeneralSecurityException {
        Signature verifier = choice.provider().isPresent() && algorithm.endsWith("RSA")
                ? Signature.getInstance(algorithm, choice.provider().get())
                : Signature.getInstance(algorithm);
        verifier.initVerify(key);
        return verifier;
    }
}
