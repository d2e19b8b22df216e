// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import io.postern.testing.DkimSigning;
import io.postern.testing.TextDkim;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * What no verifier of a message with a DKIM signature and a chain can do without, and nothing else: the hash of the
 * canonical body once, the hash of each signature's canonical header, and the check of each by a key that lies ready.
 * All is relaxed, by one RSA key. Not thread-safe.
 */
final class ArcFloor {
    private final byte[] body;
    private final byte[] bodyHash;
    private final List<byte[]> headers = new ArrayList<>();
    /** One for each of {@link #headers}. */
    private final List<byte[]> signatures = new ArrayList<>();

    private final MessageDigest digest = MessageDigest.getInstance("SHA-256");
    private final Signature verifier = Signature.getInstance("SHA256withRSA");

    /**
     * @param message each signature field has {@code b=} at its end, and each set stands on top of what it covers
     * @param names {@code h=} of all of them
     */
    ArcFloor(DkimSigning signing, String message, String names) throws GeneralSecurityException {
        int end = message.indexOf("\r\n\r\n");
        List<String> fields = Arrays.asList(message.substring(0, end + 2).split("(?<=\r\n)(?![ \t])", -1));
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            List<String> below = fields.subList(i + 1, fields.size());
            if (field.startsWith("DKIM-Signature:") || field.startsWith("ARC-Message-Signature:")) {
                add(field, TextDkim.select(names, below));
            } else if (field.startsWith("ARC-Seal:")) {
                add(field, sets(below));
            }
        }
        this.body = TextDkim.octets(TextDkim.body("relaxed", message.substring(end + 4)));
        this.bodyHash = digest.digest(body);
        verifier.initVerify(signing.key());
    }

    /** The ARC fields from the lowest set up, each set as results, message signature, seal. */
    private static List<String> sets(List<String> below) {
        List<String> covered = new ArrayList<>();
        for (int i = below.size() - 1; i >= 0; i--) {
            if (below.get(i).startsWith("ARC-")) {
                covered.add(below.get(i));
            }
        }
        return covered;
    }

    private void add(String field, List<String> covered) {
        int value = field.lastIndexOf("b=") + 2;
        StringBuilder canonical = new StringBuilder();
        covered.forEach(each -> canonical.append(TextDkim.field("relaxed", each)));
        canonical.append(
                TextDkim.field("relaxed", field.substring(0, value) + "\r\n").stripTrailing());
        headers.add(TextDkim.octets(canonical.toString()));
        signatures.add(Base64.getMimeDecoder().decode(field.substring(value)));
    }

    /** How many signatures there are. */
    int size() {
        return signatures.size();
    }

    /** Whether body and signatures fit. */
    boolean verify() throws GeneralSecurityException {
        boolean fits = MessageDigest.isEqual(digest.digest(body), bodyHash);
        for (int i = 0; i < headers.size(); i++) {
            verifier.update(headers.get(i));
            fits &= verifier.verify(signatures.get(i));
        }
        return fits;
    }
}
