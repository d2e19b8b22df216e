// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {
    private static final String LABEL = "a".repeat(63);

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "example.com, example.com",
        "Example.COM., example.com",
        "com, com",
        "_dmarc.example.com, _dmarc.example.com",
        "'a b.example', 'a b.example'", // SPF macros make such names
        "a@b\\\"#.example, a@b\\\"#.example",
    })
    void aNameHasOneForm(String text, String value) {
        assertThat(DomainName.parse(text).orThrow().value()).isEqualTo(value);
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(strings = {"", ".", "..", "a..b", ".a", "a..", "a\tb", "a\u007fb", "b\u00fccher.example", "\u0000"})
    void whatIsNoNameIsMalformed(String text) {
        assertThat(DomainName.parse(text)).isInstanceOf(Parsed.Malformed.class);
    }

    // RFC 1035 §2.3.4
    @Test
    void lengthsAreBounded() {
        String longest = LABEL + "." + LABEL + "." + LABEL + "." + "a".repeat(61);
        assertThat(DomainName.parse(longest)).isInstanceOf(Parsed.Ok.class);
        assertThat(DomainName.parse(longest + ".")).isInstanceOf(Parsed.Ok.class);
        assertThat(DomainName.parse(longest + "a")).isInstanceOf(Parsed.Malformed.class);
        assertThat(DomainName.parse(LABEL)).isInstanceOf(Parsed.Ok.class);
        assertThat(DomainName.parse(LABEL + "a")).isInstanceOf(Parsed.Malformed.class);
    }

    @ParameterizedTest(name = "{0} below {1}: {2}; equal or below: {3}")
    @CsvSource({
        "example.com, example.com, false, true",
        "a.example.com, example.com, true, true",
        "a.b.example.com, EXAMPLE.com, true, true",
        "badexample.com, example.com, false, false",
        "com, example.com, false, false",
        "example.net, example.com, false, false",
    })
    void aNameIsBelowAnotherAtALabel(String name, String other, boolean below, boolean equalOrBelow) {
        assertThat(DomainName.of(name).isBelow(DomainName.of(other))).isEqualTo(below);
        assertThat(DomainName.of(name).isEqualToOrBelow(DomainName.of(other))).isEqualTo(equalOrBelow);
    }

    @Test
    void labelsRunFromTheHostToTheTop() {
        DomainName name = DomainName.of("a.Example.com.");
        assertThat(name.labels()).containsExactly("a", "example", "com");
        assertThat(name.labelCount()).isEqualTo(3);
        assertThat(DomainName.of("com").labelCount()).isEqualTo(1);
    }

    @Test
    void theParentIsTheNameWithoutItsHost() {
        assertThat(DomainName.of("a.example.com").parent()).contains(DomainName.of("example.com"));
        assertThat(DomainName.of("com").parent()).isEmpty();
    }

    @Test
    void namesThatDifferInCaseOnlyAreEqual() {
        assertThat(DomainName.of("A.example"))
                .isEqualTo(DomainName.of("a.EXAMPLE."))
                .hasSameHashCodeAs(DomainName.of("a.example"))
                .isEqualByComparingTo(DomainName.of("a.example"));
    }

    @Test
    void anyTextIsReadOrRefusedAndReadingAgainChangesNothing() {
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            Random random = new Random(round);
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(300); length >= 0; length--) {
                text.append(random.nextInt(30) == 0 ? '.' : (char) random.nextInt(random.nextInt(9) == 0 ? 256 : 127));
            }
            if (DomainName.parse(text.toString()) instanceof Parsed.Ok<DomainName> name) {
                assertThat(DomainName.parse(name.value().value()))
                        .as("seed %d", round)
                        .isEqualTo(name);
            }
        }
    }
}
