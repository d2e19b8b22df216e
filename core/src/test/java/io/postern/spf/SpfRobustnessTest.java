// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Cassette;
import io.postern.dns.TxtRecord;
import io.postern.testing.Prerequisites;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpfRobustnessTest {
    /** The record, ten terms of eleven questions, the client's names and their addresses, and exp=. */
    private static final int MAX_QUESTIONS = 1 + 10 * 11 + 11 + 1;

    private static final List<String> NAMES =
            List.of("example.com", "a.example.com", "b.example", "c.example", "mail.example.com");
    private static final List<String> TERMS = List.of(
            "a",
            "mx",
            "ptr",
            "a:a.example.com/24//64",
            "mx:b.example/0",
            "ptr:b.example",
            "include:a.example.com",
            "include:b.example",
            "include:%{d2}",
            "exists:%{ir}.%{v}.%{d}",
            "exists:%{p}.example.com",
            "exists:%{l1r+-}.%{h}.c.example",
            "ip4:192.0.2.0/31",
            "ip6:2001:db8::/33",
            "redirect=c.example",
            "redirect=%{p}",
            "exp=c.example",
            "exp=%{S}.%{o}",
            "x-y=%{i}",
            "-all",
            "~all",
            "?all");
    private static final List<Cassette.Word> WORDS = List.of(Cassette.Word.values());
    private static final String PIECES = "%{}/:.=-+~?0123456789rRSldiopvhcrt_ \t\0\u00e4v=spf1";

    @Test
    void aRecordIsReadOrFoundMalformedAtAPlaceWithinIt() {
        long seed = 4408;
        Random random = new Random(seed);
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            String text = mutated(record(random), random);
            int offset = SpfRecord.parse(text).fold(ok -> 0, bad -> bad.offset());
            assertThat(offset)
                    .as("seed " + seed + " round " + round + ": " + text)
                    .isBetween(0, text.length());
        }
    }

    @Test
    void aMacroStringIsReadOrFoundMalformedAtAPlaceWithinIt() {
        long seed = 7208;
        Random random = new Random(seed);
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            String text = mutated("%{ir}.%{L1r+-}.%%%_%-.example", random);
            for (MacroString.Place place : MacroString.Place.values()) {
                int offset = MacroString.parse(text, place).fold(ok -> 0, bad -> bad.offset());
                assertThat(offset)
                        .as("seed " + seed + " round " + round + ": " + text)
                        .isBetween(0, text.length());
            }
        }
    }

    @Test
    void everyCheckEndsWithinTheLimits() {
        long seed = 464;
        Random random = new Random(seed);
        Set<SpfResult> seen = new HashSet<>();
        for (int round = 0; round < Prerequisites.fuzzRounds() / 4; round++) {
            Scenario scenario = Scenario.of(zone(random))
                    .from(random.nextBoolean() ? "192.0.2.1" : "2001:db8::1")
                    .helo(random.nextInt(8) == 0 ? mutated("h.example", random) : "b.example")
                    .mailFrom(random.nextInt(8) == 0 ? mutated("x+y-z@example.com", random) : "x+y@example.com");
            SpfOutcome outcome = scenario.check();
            seen.add(outcome.result());
            String name = "seed " + seed + " round " + round + "\n" + scenario.story();
            assertThat(outcome.problem().map(Problem::kind)).as(name).isNotEqualTo(Optional.of(ProblemKind.INTERNAL));
            assertThat(outcome.dnsLookups()).as(name).isLessThanOrEqualTo(11);
            assertThat(outcome.voidLookups()).as(name).isLessThanOrEqualTo(3);
            assertThat(scenario.questions()).as(name).hasSizeLessThanOrEqualTo(MAX_QUESTIONS);
        }
        assertThat(seen).containsExactlyInAnyOrder(SpfResult.values());
    }

    private static String record(Random random) {
        StringBuilder record = new StringBuilder("v=spf1");
        for (int i = random.nextInt(9); i > 0; i--) {
            record.append(' ').append(TERMS.get(random.nextInt(TERMS.size())));
        }
        return record.toString();
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

    private static Cassette zone(Random random) {
        Cassette.Builder zone = Cassette.builder();
        for (String name : NAMES) {
            if (random.nextInt(6) == 0) {
                zone.word(name, WORDS.get(random.nextInt(WORDS.size())));
            }
            if (random.nextInt(5) > 0) {
                String record = record(random);
                zone.records(
                        name, "TXT", List.of(TxtRecord.of(random.nextInt(20) == 0 ? mutated(record, random) : record)));
            }
            if (random.nextBoolean()) {
                zone.records(name, "A", "192.0.2." + random.nextInt(3));
                zone.records(name, "AAAA", "2001:db8::" + random.nextInt(3));
            }
            if (random.nextBoolean()) {
                zone.records(
                        name,
                        "MX",
                        random.ints(1 + random.nextInt(11), 0, NAMES.size())
                                .mapToObj(i -> i + " " + NAMES.get(i))
                                .toArray(String[]::new));
            }
        }
        String[] names = random.ints(random.nextInt(12), 0, NAMES.size())
                .mapToObj(NAMES::get)
                .toArray(String[]::new);
        if (names.length > 0) {
            zone.records("1.2.0.192.in-addr.arpa", "PTR", names);
            zone.records("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "PTR", names);
        }
        return zone.build();
    }
}
