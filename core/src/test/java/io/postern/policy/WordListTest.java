// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.value.Parsed;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordListTest {
    private static final Set<String> WORDS = Set.of("pass", "fail", "none");

    @ParameterizedTest(name = "[{0}] holds for {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "pass|pass|true",
                "pass|fail|false",
                "pass, fail|fail|true",
                "pass:fail|fail|true",
                "!pass|pass|false",
                "!pass|fail|true",
                "! pass|pass|false",
                "!pass, fail|none|false",
                "fail, !pass|none|true",
                "fail, !pass|pass|false",
                "!pass, pass|pass|false",
                "pass, !pass|pass|true"
            })
    void theFirstWordThatFitsDecides(String list, String word, boolean holds) {
        assertThat(WordList.parse(list, WORDS).orThrow().holdsFor(Set.of(word))).isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "pas", "PASS", "pass,,fail", "pass,", "!", "!!pass", "pass fail"})
    void isMalformed(String list) {
        assertThat(WordList.parse(list, WORDS)).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void anEmptyListIsAMistake() {
        assertThatThrownBy(() -> new WordList(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
