// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dmarc.SignedDomain.Verdict;
import io.postern.dns.Cassette;
import io.postern.dns.TxtRecord;
import io.postern.spf.SpfResult;
import io.postern.testing.Prerequisites;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DmarcRobustnessTest {
    private static final List<String> NAMES = List.of(
            "example",
            "a.example",
            "b.a.example",
            "c.b.a.example",
            "d.a.example",
            "h.g.f.e.d.c.b.a.example",
            "i.h.g.f.e.d.c.b.a.example",
            "other.test");
    private static final List<String> TAGS = List.of(
            "p=none",
            "p=reject",
            "p=quarantine",
            "sp=none",
            "sp=reject",
            "np=quarantine",
            "psd=y",
            "psd=n",
            "psd=u",
            "t=y",
            "adkim=s",
            "aspf=s",
            "fo=1:d",
            "rua=mailto:a@example.com!10m,https://b.example/",
            "pct=0");
    private static final String PIECES = ";=: ,!\t\0\u00e4vDMARC1prejctn%@";

    @Test
    void anyTextIsARecordWithinBoundsOrNone() {
        long seed = 9989;
        Random random = new Random(seed);
        int records = 0;
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            String text = mutated(record(random), random);
            Optional<DmarcRecord> record = DmarcRecord.parse(text).ok();
            String name = "seed " + seed + " round " + round + ": " + text;
            assertThat(record.isPresent()).as(name).isEqualTo(DmarcRecord.isDmarc(text));
            record.ifPresent(value -> {
                assertThat(value.notes()).as(name).hasSizeLessThanOrEqualTo(DmarcRecordParser.MAX_NOTES);
                assertThat(value.failureOptions()).as(name).isNotEmpty();
                assertThat(value.policiesUsable() && value.policy().isEmpty())
                        .as(name)
                        .isFalse();
            });
            records += record.isPresent() ? 1 : 0;
        }
        assertThat(records).isGreaterThan(Prerequisites.fuzzRounds() / 4);
    }

    @Test
    void everyEvaluationEndsWithinItsQuestions() {
        long seed = 410;
        Random random = new Random(seed);
        Set<DmarcResult> seen = new HashSet<>();
        for (int round = 0; round < Prerequisites.fuzzRounds() / 4; round++) {
            Evaluated message = Evaluated.in(zone(random)).from(author(random));
            message.spf(one(List.of(SpfResult.values()), random), one(NAMES, random));
            for (int i = random.nextInt(4); i > 0; i--) {
                message.dkim(one(List.of(Verdict.values()), random), one(NAMES, random));
            }
            DmarcOutcome outcome = message.outcome();
            seen.add(outcome.result());
            String name = "seed " + seed + " round " + round + "\n" + message.story();
            assertThat(outcome.problem().map(Problem::kind)).as(name).isNotEqualTo(Optional.of(ProblemKind.INTERNAL));
            assertThat(outcome.discovery().queries())
                    .as(name)
                    .doesNotHaveDuplicates()
                    .hasSizeLessThanOrEqualTo(DmarcValidation.MAX_QUERIES);
            if (outcome.result() == DmarcResult.PASS) {
                assertThat(outcome.alignmentSpf() || outcome.alignmentDkim())
                        .as(name)
                        .isTrue();
                assertThat(outcome.disposition()).as(name).isEqualTo(PolicyRequest.NONE);
            }
            outcome.authorDomain()
                    .ifPresent(author -> outcome.discovery()
                            .organizationalDomain()
                            .ifPresent(organizational -> assertThat(author.isEqualToOrBelow(organizational))
                                    .as(name)
                                    .isTrue()));
        }
        assertThat(seen).containsExactlyInAnyOrder(DmarcResult.values());
    }

    private static String author(Random random) {
        return random.nextInt(5) == 0 ? "x@" + one(NAMES, random) + ", y@" + one(NAMES, random) : one(NAMES, random);
    }

    private static String record(Random random) {
        StringBuilder record = new StringBuilder("v=DMARC1");
        for (int i = random.nextInt(7); i > 0; i--) {
            record.append("; ").append(one(TAGS, random));
        }
        return record.toString();
    }

    private static Cassette zone(Random random) {
        Cassette.Builder zone = Cassette.builder();
        for (String name : NAMES) {
            int kind = random.nextInt(12);
            if (kind == 0) {
                zone.word("_dmarc." + name, one(List.of(Cassette.Word.values()), random));
            } else if (kind < 5) {
                zone.records("_dmarc." + name, "TXT", List.of(TxtRecord.of(record(random))));
            } else if (kind == 5) {
                zone.txt("_dmarc." + name, record(random), mutated(record(random), random));
            } else if (kind == 6) {
                zone.word(name, Cassette.Word.SERVFAIL);
            }
        }
        return zone.build();
    }

    private static String mutated(String text, Random random) {
        StringBuilder out = new StringBuilder(text);
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(out.length() + 1);
            int end = Math.min(out.length(), at + random.nextInt(3));
            out.replace(at, end, String.valueOf(PIECES.charAt(random.nextInt(PIECES.length()))));
        }
        return out.toString();
    }

    private static <T> T one(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
