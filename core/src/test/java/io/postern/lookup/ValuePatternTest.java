// SPDX-License-Identifier: Apache-2.0
package io.postern.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuePatternTest {
    @ParameterizedTest(name = "{0} fits {1}: {2}")
    @CsvSource({
        "*,          '',              true",
        "*,          anything,        true",
        "yes,        YES,             true",
        "yes,        yes!,            false",
        "'',         '',              true",
        "'',         x,               false",
        "r?lay,      relay,           true",
        "r?lay,      rlay,            false",
        "*.example,  a.b.example,     true",
        "*.example,  example,         false",
        "a*b*c,      a-b-b-c,         true",
        "a*b*c,      a-b-c-b,         false",
        "smtp:*,     smtp:[10.0.0.1], true",
        "a.c,        abc,             false"
    })
    void starsAndQuestionMarks(String pattern, String value, boolean fits) {
        assertThat(new ValuePattern(pattern).matches(value)).isEqualTo(fits);
    }

    @Test
    void manyStarsTakeNoLongerThanTheProductOfTheLengths() {
        ValuePattern pattern = new ValuePattern("*a".repeat(1_000) + "b");
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThat(pattern.matches("a".repeat(20_000))).isFalse());
    }
}
