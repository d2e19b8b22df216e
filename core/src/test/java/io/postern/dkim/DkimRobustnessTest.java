// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.authres.AuthenticationResults;
import io.postern.authres.Grammar;
import io.postern.dns.Cassette;
import io.postern.dns.TxtRecord;
import io.postern.testing.DkimSigning;
import io.postern.testing.Prerequisites;
import io.postern.value.ProblemKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DkimRobustnessTest {
    private static final DkimSigning RSA = DkimSigning.rsa(1024);
    private static final DkimSigning ED = DkimSigning.ed25519();
    private static final String PIECES = ";=:/@. \t\r\n\0\u00e4abvdhsixtlqAB019+*-_\"";
    private static final List<Cassette.Word> WORDS = List.of(Cassette.Word.values());
    private static final List<String> SIGNED = List.of(
            RSA.sign(Verifying.MESSAGE),
            RSA.with("i", "a=40b@example.com")
                    .with("l", "5")
                    .with("t", "1700000000")
                    .sign(Verifying.MESSAGE),
            ED.with("c", "simple/simple")
                    .with("q", "dns/txt")
                    .with("x", "1900000000")
                    .sign(Verifying.MESSAGE),
            RSA.with("h", "from:from:received:to").sign(ED.sign(Verifying.MESSAGE)));

    @Test
    void everyMessageHasAnOutcomeForEachSignatureThatCanBeWritten() {
        long seed = 6376;
        Random random = new Random(seed);
        Set<DkimResult> seen = EnumSet.noneOf(DkimResult.class);
        for (int round = 0; round < Prerequisites.fuzzRounds() / 2; round++) {
            String text = SIGNED.get(random.nextInt(SIGNED.size()));
            String message = mutated(text, text.indexOf("From: "), random);
            DkimFindings findings = Verifying.findings(Verifying.verifier(zone(random)), message);
            String name = "seed " + seed + " round " + round + "\n" + message;
            for (DkimOutcome outcome : findings.outcomes()) {
                seen.add(outcome.result());
                assertThat(outcome.problem().filter(why -> why.kind() == ProblemKind.INTERNAL))
                        .as(name)
                        .isEmpty();
            }
            AuthenticationResults field = AuthenticationResults.of("mx.example.org", DkimMethodResults.of(findings));
            assertThat(AuthenticationResults.parse(field.format(), Grammar.STRICT)
                            .ok())
                    .as(name)
                    .contains(field);
        }
        assertThat(seen)
                .contains(
                        DkimResult.PASS,
                        DkimResult.FAIL,
                        DkimResult.POLICY,
                        DkimResult.TEMPERROR,
                        DkimResult.PERMERROR);
    }

    @Test
    void anyTextIsAKeyRecordOrMalformedAtAPlaceWithinIt() {
        long seed = 361;
        Random random = new Random(seed);
        String record = "v=DKIM1; h=sha256:sha1; k=rsa; s=email:*; t=y:s; n=x; p=AAAA";
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            String text = mutated(record, record.length(), random);
            int offset = DkimKey.parse(text).fold(ok -> 0, bad -> bad.offset());
            assertThat(offset)
                    .as("seed " + seed + " round " + round + ": " + text)
                    .isBetween(0, text.length());
        }
    }

    /** The cost of hostile heads is their length, and not its square; only a defect takes seconds. */
    @Test
    void hugeHeadsAreVerifiedInTime() {
        Cassette zone = Verifying.zone("rsa._domainkey.example.com", RSA.record());
        String many = "X: y\r\n".repeat(200_000);
        String names = "from:" + "x:".repeat(400) + "x";
        String message = many + RSA.with("h", names).sign(RSA.sign(Verifying.MESSAGE));
        assertThat(Verifying.findings(Verifying.verifier(zone), message).outcomes())
                .hasSize(2);
        String tooMany = RSA.with("h", "from:" + "x:".repeat(30_000) + "x").sign(Verifying.MESSAGE);
        assertThat(Verifying.said(Verifying.outcome(Verifying.verifier(zone), tooMany)))
                .isEqualTo("permerror syntax");
        String wide = Verifying.MESSAGE.replace("Subject: ", "Subject: " + " \t".repeat(1_000_000));
        assertThat(Verifying.said(Verifying.outcome(Verifying.verifier(zone), RSA.sign(wide))))
                .isEqualTo("pass");
    }

    private static Cassette zone(Random random) {
        Cassette.Builder zone = Cassette.builder();
        for (DkimSigning signing : List.of(RSA, ED)) {
            String name = (signing == RSA ? "rsa" : "ed") + "._domainkey.example.com";
            switch (random.nextInt(8)) {
                case 0 -> zone.word(name, WORDS.get(random.nextInt(WORDS.size())));
                case 1 -> zone.records(name, "TXT", List.of(TxtRecord.of(mutated(signing.record(), 40, random))));
                case 2 -> zone.txt(name, DkimSigning.rsa(1023).record());
                default -> zone.txt(name, signing.record());
            }
        }
        return zone.build();
    }

    /** Changes a few characters before {@code end}. */
    private static String mutated(String text, int end, Random random) {
        StringBuilder out = new StringBuilder(text);
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(Math.min(end, out.length()) + 1);
            int to = Math.min(out.length(), at + random.nextInt(3));
            out.replace(at, to, String.valueOf(PIECES.charAt(random.nextInt(PIECES.length()))));
        }
        return out.toString();
    }
}
