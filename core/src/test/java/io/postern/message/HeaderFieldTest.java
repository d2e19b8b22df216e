// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderFieldTest {
    record Case(String octets, String name, String body, String unfolded) {}

    static Stream<Case> fields() {
        return Stream.of(
                new Case("Subject: hi\r\n", "Subject", " hi", " hi"),
                new Case("Subject: hi\n", "Subject", " hi", " hi"),
                new Case("Subject: hi", "Subject", " hi", " hi"),
                new Case("Subject:\r\n", "Subject", "", ""),
                new Case("Subject: a\r\n\tb\r\n", "Subject", " a\r\n\tb", " a\tb"),
                new Case("Subject: a\n b\n", "Subject", " a\n b", " a b"),
                // RFC 5322 §4.5.8: white space before the colon
                new Case("Subject \t: hi\r\n", "Subject", " hi", " hi"),
                new Case("Subject\r\n : hi\r\n", "Subject", " hi", " hi"),
                new Case("a:b:c\r\n", "a", "b:c", "b:c"),
                new Case("no colon\r\n", "", "no colon", "no colon"),
                new Case(": nothing before\r\n", "", ": nothing before", ": nothing before"),
                new Case("From a Mon 12:00\r\n", "", "From a Mon 12:00", "From a Mon 12:00"),
                new Case(" first: x\r\n", "", " first: x", " first: x"),
                new Case("N\u00E4\u0000me: \u00FF\r\n", "N\u00E4\u0000me", " \u00FF", " \u00FF"),
                new Case("X: a\rb\r\n", "X", " a\rb", " a\rb"),
                new Case("\r\r\n", "", "\r", "\r"),
                new Case("", "", "", ""));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void splitsNameAndBodyAndKeepsOctets(Case given) {
        HeaderField field = field(given.octets);

        assertThat(field.name()).isEqualTo(given.name);
        assertThat(field.body()).isEqualTo(given.body);
        assertThat(field.unfoldedBody()).isEqualTo(given.unfolded);
        assertThat(field).hasToString(given.octets).isEqualTo(field(given.octets));
        assertThat(field.octets())
                .hasSize(field.length())
                .isEqualTo(given.octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void namesAreComparedWithoutRegardToAsciiCaseOnly() {
        assertThat(field("sUBJECT: x\r\n").isNamed("Subject")).isTrue();
        assertThat(field("Subject2: x\r\n").isNamed("Subject")).isFalse();
        assertThat(field("\u00C4: x\r\n").isNamed("\u00E4")).isFalse();
        assertThat(field("no field\r\n").isNamed("")).isFalse();
    }

    @Test
    void findsBareCarriageReturns() {
        assertThat(field("X: a\rb\r\n").hasBareCarriageReturn()).isTrue();
        assertThat(field("X: a\r").hasBareCarriageReturn()).isTrue();
        assertThat(field("X: a\r\n b\r\n").hasBareCarriageReturn()).isFalse();
    }

    @Test
    void aFieldOfOurOwnHasTheBodyThatWasGiven() {
        HeaderField field = HeaderField.of("X-Test", " a\r\n b \u00E4");

        assertThat(field.octets()).isEqualTo("X-Test: a\r\n b \u00E4\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(field.body()).isEqualTo(" a\r\n b \u00C3\u00A4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "N\u00E4me", "a\r\nb", "\u0000"})
    void refusesNamesThatAreNone(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> HeaderField.of(name, " x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nb",
                "a\r\n",
                "a\r\n\r\n b",
                "a\r\n \r\n b",
                "a\r\n ",
                "a\nb",
                "a\n b",
                "a\rb",
                "a\r",
                "\u0000",
                "\u007F",
                "\u001B[2J",
                "\uD800"
            })
    void refusesBodiesThatWouldEndTheFieldOrTheHead(String body) {
        assertThatIllegalArgumentException().isThrownBy(() -> HeaderField.of("X", body));
    }

    @Test
    void refusesALineOf999Octets() {
        assertThat(HeaderField.of("X", "y".repeat(996)).length()).isEqualTo(1000);
        assertThatIllegalArgumentException().isThrownBy(() -> HeaderField.of("X", "y".repeat(997)));
        assertThatIllegalArgumentException().isThrownBy(() -> HeaderField.of("X", "\u00E4".repeat(499)));
    }

    private static HeaderField field(String octets) {
        byte[] among = (": before\r\n" + octets + "x:\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return HeaderField.wrap(among, 10, 10 + octets.length());
    }
}
