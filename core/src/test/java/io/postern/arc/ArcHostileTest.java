// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import static io.postern.arc.Verifying.MESSAGE;
import static io.postern.arc.Verifying.findings;
import static io.postern.arc.Verifying.said;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.authres.AuthenticationResults;
import io.postern.authres.Grammar;
import io.postern.dns.Cassette;
import io.postern.dns.DnsAnswer;
import io.postern.dns.DnsResolver;
import io.postern.dns.RecordType;
import io.postern.testing.ArcSigning;
import io.postern.testing.Prerequisites;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a stranger may send to cost us time; the limits are coarse, only a defect reaches them. */
@Timeout(60)
class ArcHostileTest {
    private static final ArcSigning RSA = ArcSigning.rsa(1024);
    private static final ArcSigning ED = ArcSigning.ed25519();
    private static final String PIECES = ";=:/@. \t\r\n\0\u00e4abcvdhsixtq0159+(-)_\"\\";
    private static final Cassette WORLD = Cassette.builder()
            .txt("rsa._domainkey.example.com", RSA.record())
            .txt("ed._domainkey.example.com", ED.record())
            .build();

    private final AtomicInteger asked = new AtomicInteger();
    private final DnsResolver counting = new DnsResolver() {
        @Override
        public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
            asked.incrementAndGet();
            return WORLD.query(name, type);
        }
    };

    @Test
    void tenThousandFieldsCostNoQuestion() {
        for (String name : List.of("ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results")) {
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 10_000; i++) {
                many.append(name).append(": i=").append(i % 50 + 1).append("; a=rsa-sha256; b=AAAA; cv=pass\r\n");
            }
            ArcFindings findings = findings(counting, many + MESSAGE);
            assertThat(findings.state()).isEqualTo(ChainValidationStatus.FAIL);
            assertThat(findings.instances()).isEqualTo(50);
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void fiftySetsWithBadKeysFailWithinTheBudget() {
        String sealed = MESSAGE;
        for (int i = 0; i < 50; i++) {
            sealed = ED.with("ams.s", "m" + i).with("as.s", "s" + i).seal(sealed);
        }
        assertThat(said(findings(counting, sealed))).isEqualTo("fail message-signature");
        assertThat(asked).hasValue(ArcVerifier.MAX_QUERIES);
    }

    @Test
    void hugeTagsFail() {
        assertThat(said(findings(
                        counting, RSA.with("ams.z", "x".repeat(100_000)).seal(MESSAGE))))
                .isEqualTo("fail too-large");
        assertThat(said(findings(
                        counting, RSA.with("aar", "x; " + "y".repeat(100_000)).seal(MESSAGE))))
                .isEqualTo("fail too-large");
        String nearly = MESSAGE;
        for (int i = 0; i < 20; i++) {
            nearly = ED.with("aar", "x; none (" + "y".repeat(60_000) + ")").seal(nearly);
        }
        assertThat(said(findings(counting, nearly))).isEqualTo("fail too-large");
        assertThat(said(findings(counting, "ARC-Seal: i=1; " + "t=1; ".repeat(200) + "\r\n" + MESSAGE)))
                .isEqualTo("fail syntax");
        assertThat(said(findings(counting, "ARC-Authentication-Results: " + "(".repeat(50_000) + "\r\n" + MESSAGE)))
                .isEqualTo("fail instance");
        assertThat(asked).hasValue(0);
    }

    @Test
    void theLargestChainThatIsReadIsVerifiedInTime() {
        String sealed = MESSAGE;
        for (int i = 0; i < 50; i++) {
            sealed = ED.with("aar", "x; none (" + "y".repeat(20_000) + ")").seal(sealed);
        }
        assertThat(said(findings(counting, sealed))).isEqualTo("pass 0");
    }

    @Test
    void everyMutatedChainHasFindingsThatCanBeWritten() {
        long seed = 8617;
        Random random = new Random(seed);
        List<String> sealed = List.of(
                RSA.seal(MESSAGE),
                ED.seal(RSA.seal(MESSAGE)),
                RSA.seal(ED.with("ams.c", "simple/simple").seal(MESSAGE) + "footer\r\n"),
                ED.with("as.cv", "fail").seal(RSA.seal(MESSAGE)));
        Set<ArcReason> seen = EnumSet.noneOf(ArcReason.class);
        int passed = 0;
        for (int round = 0; round < Prerequisites.fuzzRounds() / 4; round++) {
            String text = sealed.get(random.nextInt(sealed.size()));
            String message = mutated(text, text.indexOf("From: "), random);
            ArcFindings findings = findings(WORLD, message);
            String name = "seed " + seed + " round " + round + "\n" + message;
            findings.failure().map(ArcFailure::reason).ifPresent(seen::add);
            passed += findings.state() == ChainValidationStatus.PASS ? 1 : 0;
            assertThat(findings.instances()).as(name).isBetween(0, 50);
            ArcMethodResults.of(findings, Optional.of(IpAddress.of("192.0.2.1")))
                    .ifPresent(result -> {
                        AuthenticationResults field = AuthenticationResults.of("mx.example.org", List.of(result));
                        assertThat(AuthenticationResults.parse(field.format(), Grammar.STRICT)
                                        .ok())
                                .as(name)
                                .contains(field);
                    });
        }
        assertThat(passed).isPositive();
        assertThat(seen)
                .doesNotContain(ArcReason.INTERNAL)
                .contains(
                        ArcReason.SYNTAX,
                        ArcReason.INSTANCE,
                        ArcReason.DUPLICATE,
                        ArcReason.MISSING,
                        ArcReason.STATUS,
                        ArcReason.SEALED_FAIL,
                        ArcReason.MESSAGE_SIGNATURE,
                        ArcReason.SEAL);
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
