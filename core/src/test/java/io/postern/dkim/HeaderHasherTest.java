// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.message.HeaderField;
import io.postern.message.MessageHead;
import io.postern.testing.Prerequisites;
import io.postern.testing.TextDkim;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeaderHasherTest {
    private static final String WHITE = "  \t\r\n!\u00a0\u0001\u001f\u007f\u00e9";
    private static final String SIGNATURE = "DKIM-Signature: v=1;\r\n\th=from; b= c2ln\r\n bmF0dXJl ; s=x\r\n";

    @Test
    void anyFieldsHaveTheHashOfTheirCanonicalForm() throws Exception {
        long seed = 3676;
        Random random = new Random(seed);
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            List<String> fields = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                fields.add(field(random));
            }
            fields.add(SIGNATURE);
            for (Canonicalization form : Canonicalization.values()) {
                assertThat(hash(fields, form))
                        .as("seed %d round %d: %s", seed, round, fields)
                        .isEqualTo(expected(fields, form.name().toLowerCase(Locale.ROOT)));
            }
        }
    }

    private static String field(Random random) {
        StringBuilder body = new StringBuilder();
        int visible = random.nextInt(24);
        for (int i = random.nextInt(90); i > 0; i--) {
            body.append(random.nextInt(24) < visible ? 'v' : WHITE.charAt(random.nextInt(WHITE.length())));
        }
        // a line end folds; a line of white space alone would, to some, end the header
        String folded = body.toString().replace("\r", "").replace("\n", "\r\n ");
        return "Subject-" + (char) ('A' + random.nextInt(26)) + (random.nextInt(4) == 0 ? " \t:" : ":") + folded
                + "\r\n";
    }

    private static byte[] hash(List<String> fields, Canonicalization form) throws IOException {
        byte[] octets = TextDkim.octets(String.join("", fields) + "\r\n");
        List<HeaderField> head =
                MessageHead.read(new ByteArrayInputStream(octets)).fields();
        HeaderField signature = head.get(head.size() - 1);
        int value = SIGNATURE.indexOf("b=") + 2;
        return new HeaderHasher(head, Crypto.JDK)
                .hash(head.subList(0, head.size() - 1), form, signature, value, SIGNATURE.indexOf("; s=x"));
    }

    private static byte[] expected(List<String> fields, String form) throws GeneralSecurityException {
        StringBuilder canonical = new StringBuilder();
        for (String field : fields.subList(0, fields.size() - 1)) {
            canonical.append(TextDkim.field(form, field));
        }
        canonical.append(TextDkim.field(form, "DKIM-Signature: v=1;\r\n\th=from; b=; s=x\r\n"));
        canonical.setLength(canonical.length() - 2);
        return MessageDigest.getInstance("SHA-256").digest(TextDkim.octets(canonical.toString()));
    }
}
