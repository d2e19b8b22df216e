// SPDX-License-Identifier: Apache-2.0
package io.postern.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AliasExpansionTest {
    private static final Map<String, String> TABLE = Map.ofEntries(
            Map.entry("info@example.org", "alice, bob@example.org,carol@example.com"),
            Map.entry("alice@example.org", "alice@home.example"),
            Map.entry("bob@example.org", "bob@example.org, archive@example.net"),
            Map.entry("all@example.org", "info@example.org, alice@example.org"),
            Map.entry("one@example.org", "two@example.org"),
            Map.entry("two@example.org", "three@example.org"),
            Map.entry("three@example.org", "one@example.org"),
            Map.entry("empty@example.org", " , "),
            Map.entry("nobody@example.org", ""),
            Map.entry("quoted@example.org", "\"a,b\"@example.com, c@example.com"),
            Map.entry("pipe@example.org", "|/bin/program"),
            Map.entry("spaces@example.org", "a b@example.com"),
            Map.entry("crlf@example.org", "a\r\nRCPT@example.com"),
            Map.entry("nodomain@example.org", "a@"),
            Map.entry("angle@example.org", "<a@example.com>"),
            Map.entry("broken@example.org", "down@example.org"),
            Map.entry("self@example.org", "self"));

    private static LookupOutcome lookup(Map<String, String> table, List<String> keys) {
        for (String key : keys) {
            if (key.equals("down@example.org")) {
                return new LookupOutcome.Failed(new Problem(ProblemKind.STORE, "no such file"));
            }
            String value = table.get(key);
            if (value != null) {
                return new LookupOutcome.Found(key, value);
            }
        }
        return new LookupOutcome.NotFound();
    }

    private static AliasOutcome expand(String address, int levels, int most) {
        return new AliasExpansion(keys -> lookup(TABLE, keys), new LookupKeys(KeyForm.LOWER), levels, most)
                .expand(address);
    }

    private static String shown(AliasOutcome outcome) {
        if (outcome instanceof AliasOutcome.Expanded expanded) {
            return String.join(" ", expanded.addresses());
        }
        if (outcome instanceof AliasOutcome.Unusable unusable) {
            return "unusable " + unusable.why().kind().keyword();
        }
        return outcome instanceof AliasOutcome.Failed failed
                ? "failed " + failed.why().kind().keyword()
                : "unchanged";
    }

    @ParameterizedTest(name = "{1} levels of {0}")
    @CsvSource({
        "dave@example.org,   1, unchanged",
        "info@example.org,   1, alice@example.org bob@example.org carol@example.com",
        "INFO@Example.org,   1, alice@Example.org bob@example.org carol@example.com",
        "info@example.org,   2, alice@home.example bob@example.org archive@example.net carol@example.com",
        "all@example.org,    9, alice@home.example bob@example.org archive@example.net carol@example.com",
        "all@example.org,    2, unusable limit",
        "bob@example.org,    9, bob@example.org archive@example.net",
        "self@example.org,   9, self@example.org",
        "one@example.org,    1, two@example.org",
        "one@example.org,    9, unusable limit",
        "empty@example.org,  1, unusable syntax",
        "nobody@example.org, 1, unusable syntax",
        "quoted@example.org, 1, '\"a,b\"@example.com c@example.com'",
        "pipe@example.org,   1, unusable syntax",
        "spaces@example.org, 1, unusable syntax",
        "crlf@example.org,   1, unusable syntax",
        "nodomain@example.org, 1, unusable syntax",
        "angle@example.org,  1, unusable syntax",
        "down@example.org,   1, failed store",
        "broken@example.org, 1, down@example.org",
        "broken@example.org, 2, failed store"
    })
    void anAddressStandsForOthers(String address, int levels, String outcome) {
        assertThat(shown(expand(address, levels, 100))).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"3, alice@example.org bob@example.org carol@example.com", "2, unusable limit"})
    void noMoreAddressesThanAllowed(int most, String outcome) {
        assertThat(shown(expand("info@example.org", 1, most))).isEqualTo(outcome);
    }

    @Test
    void aTableThatMultipliesItselfEndsAtTheLimit() {
        Map<String, String> table = new HashMap<>();
        for (int level = 0; level < 50; level++) {
            table.put("l" + level + "@example.org", ("l" + (level + 1) + ",").repeat(50));
        }
        AliasOutcome outcome = new AliasExpansion(keys -> lookup(table, keys), new LookupKeys(KeyForm.LOWER), 40, 1_000)
                .expand("l0@example.org");
        assertThat(shown(outcome)).isEqualTo("unusable limit");
    }

    @Test
    void anyValueIsAddressesOrUnusable() {
        Random random = new Random(61);
        String alphabet = "ab@.,\"\\ \t\u0000\u00e9<>*";
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            StringBuilder value = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                value.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Map<String, String> table = Map.of("a@b.example", value.toString());
            AliasOutcome outcome = new AliasExpansion(keys -> lookup(table, keys), new LookupKeys(KeyForm.LOWER), 1, 20)
                    .expand("a@b.example");
            if (outcome instanceof AliasOutcome.Expanded expanded) {
                assertThat(expanded.addresses()).isNotEmpty().allMatch(address -> address.matches("[ -~]+@[!-~]+"));
            } else {
                assertThat(outcome).isInstanceOf(AliasOutcome.Unusable.class);
            }
        }
    }
}
