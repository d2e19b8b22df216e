// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsciiTest {
    @Test
    void theClassesHoldAsciiOnly() {
        for (int c = -1; c < 0x200; c++) {
            assertThat(Ascii.isAlpha(c)).isEqualTo((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
            assertThat(Ascii.isDigit(c)).isEqualTo(c >= '0' && c <= '9');
            assertThat(Ascii.isHexDigit(c)).isEqualTo("0123456789abcdefABCDEF".indexOf(c) >= 0);
            assertThat(Ascii.isVisible(c)).isEqualTo(c >= '!' && c <= '~');
            assertThat(Ascii.isPrintable(c)).isEqualTo(c >= ' ' && c <= '~');
        }
    }

    @Test
    void aNumberIsOneDigitOrMore() {
        assertThat(Ascii.isNumber("0123456789")).isTrue();
        assertThat(Ascii.isNumber("")).isFalse();
        assertThat(Ascii.isNumber("-1")).isFalse();
        assertThat(Ascii.isNumber("1\u0661")).isFalse();
    }

    @Test
    void lowerCaseTouchesAToZOnly() {
        assertThat(Ascii.toLowerCase("AZaz019[@`{\u00c4\u0130\u212a")).isEqualTo("azaz019[@`{\u00c4\u0130\u212a");
        String lower = "already lower";
        assertThat(Ascii.toLowerCase(lower)).isSameAs(lower);
    }

    @Test
    void soOfEachCharacter() {
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            assertThat(Ascii.toLowerCase(c)).isEqualTo(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "Example, eXAMPLE, true",
        "'', '', true",
        "a, ab, false",
        "k, \u212a, false", // KELVIN SIGN, which String.equalsIgnoreCase takes for k
        "@, `, false",
        "[, {, false",
    })
    void equalityForgivesCaseOfAToZOnly(String a, String b, boolean equal) {
        assertThat(Ascii.equalsIgnoreCase(a, b)).isEqualTo(equal);
        assertThat(Ascii.equalsIgnoreCase(b, a)).isEqualTo(equal);
    }

    @ParameterizedTest(name = "''{0}'' in {1} characters: ''{2}''")
    @CsvSource({
        "short, 10, short",
        "exactly10!, 10, exactly10!",
        "eleven char, 10, 'eleven ...'",
        "abcdef, 3, ...",
        "abcdef, 2, ..",
        "abcdef, 0, ''",
        "'', 0, ''",
        "\u00fc\t\u20ac, 10, ???",
    })
    void textForALogLineIsShortAndPrintable(String text, int length, String expected) {
        assertThat(Ascii.printable(text, length)).isEqualTo(expected);
    }

    @Test
    void theEmptyTextIsOfEveryClass() {
        assertThat(Ascii.isAscii("")).isTrue();
        assertThat(Ascii.isPrintable("")).isTrue();
        assertThat(Ascii.isAscii("a\u0080")).isFalse();
        assertThat(Ascii.isPrintable("a\u007f")).isFalse();
    }
}
