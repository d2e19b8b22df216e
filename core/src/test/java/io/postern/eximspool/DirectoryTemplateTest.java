// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import io.postern.value.Parsed;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryTemplateTest {
    private static final Set<String> KNOWN = Set.of("sender_domain", "host_address");

    private static Parsed<DirectoryTemplate> parse(String text) {
        return DirectoryTemplate.parse(text, KNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "/var/in, example.com, /var/in",
        "/var/in/${sender_domain}, example.com, /var/in/example.com",
        "/var/in/q-${sender_domain}-x, Example.COM, /var/in/q-example.com-x",
        "/var/in/${sender_domain}, '', /var/in/_",
        "/var/in/${sender_domain}, .., /var/in/_.",
        "/var/in/${sender_domain}, ., /var/in/_",
        "/var/in/${sender_domain}, ../../etc, /var/in/_._.._etc",
        "/var/in/.${sender_domain}, ., /var/in/_.",
        "/var/in/${sender_domain}${sender_domain}, ., /var/in/_.",
        "/var/in/${sender_domain}, $\\1, /var/in/__1"
    })
    void aValueIsAFolderOfTheBase(String template, String value, String directory) {
        assertThat(parse(template).orThrow().expand(Map.of("sender_domain", value)))
                .isEqualTo(Path.of(directory));
    }

    @ParameterizedTest
    @CsvSource({
        "var/in, not an absolute path",
        "'', not an absolute path",
        "/${sender_domain}/in, a variable before the last /",
        "/in/${sender}, an unknown variable",
        "/in/$sender_domain, not of the form",
        "/in/${sender_domain, not of the form",
        "/in/${}, an unknown variable"
    })
    void everythingElseIsRefused(String template, String why) {
        assertThat(parse(template))
                .isInstanceOfSatisfying(
                        Parsed.Malformed.class, bad -> assertThat(bad.message()).contains(why));
    }

    @Test
    void noValueLeavesTheBase() {
        long seed = 5;
        Random random = new Random(seed);
        Path base = Path.of("/var/in");
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            StringBuilder value = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                value.append("./\\\0\n ~a%\u00e4\u2215".charAt(random.nextInt(11)));
            }
            Path made = parse("/var/in/${sender_domain}")
                    .orThrow()
                    .expand(Map.of("sender_domain", value.toString()))
                    .normalize();
            assertThat(made.getParent()).as("seed " + seed + ": " + value).isEqualTo(base);
        }
    }
}
