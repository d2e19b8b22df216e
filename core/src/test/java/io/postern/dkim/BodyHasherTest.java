// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import io.postern.testing.TextDkim;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 6376 §3.4.3, §3.4.4, against the same rules on whole texts. */
class BodyHasherTest {
    private static final List<String> PIECES = List.of(
            "\r\n",
            "\r\n\r\n",
            " ",
            "\t",
            "  ",
            " \t",
            "\r",
            "\n",
            "x",
            "word",
            "two words",
            "\u00e9\u0080\u00ff",
            "\0\u001f!",
            "a line of text with single spaces, longer than eight octets\r\n",
            "VGhpcyBpcyBiYXNlNjQ".repeat(40));

    @Test
    void anyBodyInAnyChunksHasTheHashOfItsCanonicalForm() {
        long seed = 344;
        Random random = new Random(seed);
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            String body = body(random);
            BodyHasher hasher = new BodyHasher(Crypto.JDK);
            BodyHash simple = hasher.hash(Canonicalization.SIMPLE, OptionalLong.empty());
            BodyHash relaxed = hasher.hash(Canonicalization.RELAXED, OptionalLong.empty());
            int limit = random.nextInt(body.length() + 3);
            BodyHash limited = hasher.hash(Canonicalization.RELAXED, OptionalLong.of(limit));
            feed(hasher, TextDkim.octets(body), random);

            String name = "seed " + seed + " round " + round + ": " + body;
            check(simple, TextDkim.body("simple", body), name);
            check(relaxed, TextDkim.body("relaxed", body), name);
            String canonical = TextDkim.body("relaxed", body);
            String part = canonical.substring(0, Math.min(limit, canonical.length()));
            assertThat(limited.value()).as(name).isEqualTo(sha256(part));
            assertThat(limited.isPartial()).as(name).isEqualTo(limit < canonical.length());
            assertThat(limited.isLongerThanBody()).as(name).isEqualTo(limit > canonical.length());
        }
    }

    @Test
    void anyOctetsInAnyChunksHaveTheHashOfTheirCanonicalForm() {
        long seed = 3444;
        Random random = new Random(seed);
        String alphabet = "  \t\r\n!xyz\u00a0\u0000\u001f\u007f\u00e9";
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            StringBuilder text = new StringBuilder();
            int visible = random.nextInt(8);
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(random.nextInt(8) < visible ? 'v' : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String body = text.toString().replace("\n", random.nextInt(3) > 0 ? "\r\n" : "\n");
            BodyHasher hasher = new BodyHasher(Crypto.JDK);
            BodyHash simple = hasher.hash(Canonicalization.SIMPLE, OptionalLong.empty());
            BodyHash relaxed = hasher.hash(Canonicalization.RELAXED, OptionalLong.empty());
            byte[] octets = TextDkim.octets(body);
            for (int from = 0; from < octets.length; ) {
                int to = Math.min(octets.length, from + 1 + random.nextInt(40));
                hasher.update(octets, from, to);
                from = to;
            }
            hasher.finish();
            String name = "seed " + seed + " round " + round + ": " + body;
            check(simple, TextDkim.body("simple", body), name);
            check(relaxed, TextDkim.body("relaxed", body), name);
        }
    }

    @Test
    void noBodyIsAnEmptyLineToSimpleAndNothingToRelaxed() {
        BodyHasher hasher = new BodyHasher(Crypto.JDK);
        BodyHash simple = hasher.hash(Canonicalization.SIMPLE, OptionalLong.empty());
        BodyHash relaxed = hasher.hash(Canonicalization.RELAXED, OptionalLong.empty());
        hasher.finish();
        assertThat(simple.value()).isEqualTo(sha256("\r\n"));
        assertThat(relaxed.value()).isEqualTo(sha256(""));
    }

    @Test
    void manyEmptyLinesBeforeTheLastWordAreAllThere() {
        String body = "\r\n".repeat(100_000) + " x";
        BodyHasher hasher = new BodyHasher(Crypto.JDK);
        BodyHash relaxed = hasher.hash(Canonicalization.RELAXED, OptionalLong.empty());
        BodyHash simple = hasher.hash(Canonicalization.SIMPLE, OptionalLong.empty());
        feed(hasher, TextDkim.octets(body), new Random(1));
        assertThat(relaxed.value()).isEqualTo(sha256(body + "\r\n"));
        assertThat(simple.value()).isEqualTo(sha256(body + "\r\n"));
    }

    @Test
    void equalWishesShareAHash() {
        BodyHasher hasher = new BodyHasher(Crypto.JDK);
        BodyHash hash = hasher.hash(Canonicalization.RELAXED, OptionalLong.of(5));
        assertThat(hasher.hash(Canonicalization.RELAXED, OptionalLong.of(5))).isSameAs(hash);
        assertThat(hasher.hash(Canonicalization.RELAXED, OptionalLong.of(6))).isNotSameAs(hash);
        assertThat(hasher.hash(Canonicalization.SIMPLE, OptionalLong.of(5))).isNotSameAs(hash);
    }

    private static String body(Random random) {
        StringBuilder body = new StringBuilder();
        for (int i = random.nextInt(14); i > 0; i--) {
            body.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return body.toString();
    }

    private static void feed(BodyHasher hasher, byte[] octets, Random random) {
        int chunk = random.nextBoolean() ? 16 * 1024 : 1 + random.nextInt(12);
        for (int from = 0; from < octets.length; from += chunk) {
            hasher.update(octets, from, Math.min(octets.length, from + chunk));
        }
        hasher.finish();
    }

    private static void check(BodyHash hash, String canonical, String name) {
        assertThat(hash.value()).as(name).isEqualTo(sha256(canonical));
        assertThat(hash.canonicalOctets()).as(name).isEqualTo(canonical.length());
    }

    private static byte[] sha256(String text) {
        return Crypto.JDK.sha256().digest(TextDkim.octets(text));
    }
}
