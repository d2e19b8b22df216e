// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageHeadTest {
    record Case(String name, String octets, List<String> fields, HeaderEnd end, int emptyLine) {}

    static Stream<Case> heads() {
        return Stream.of(
                new Case("nothing at all", "", List.of(), HeaderEnd.END_OF_INPUT, 0),
                new Case("no fields", "\r\nbody", List.of(), HeaderEnd.EMPTY_LINE, 2),
                new Case("CRLF", "a: 1\r\nb: 2\r\n\r\nx", List.of("a: 1\r\n", "b: 2\r\n"), HeaderEnd.EMPTY_LINE, 2),
                new Case("LF", "a: 1\nb: 2\n\nx", List.of("a: 1\n", "b: 2\n"), HeaderEnd.EMPTY_LINE, 1),
                new Case("both", "a: 1\r\n 2\nb: 3\n\r\nx", List.of("a: 1\r\n 2\n", "b: 3\n"), HeaderEnd.EMPTY_LINE, 2),
                new Case("no body", "a: 1\r\n", List.of("a: 1\r\n"), HeaderEnd.END_OF_INPUT, 0),
                new Case("cut in a line", "a: 1\r\nb", List.of("a: 1\r\n", "b"), HeaderEnd.END_OF_INPUT, 0),
                new Case("cut in a line end", "a: 1\r", List.of("a: 1\r"), HeaderEnd.END_OF_INPUT, 0),
                new Case("cut in the empty line", "a: 1\r\n\r", List.of("a: 1\r\n", "\r"), HeaderEnd.END_OF_INPUT, 0),
                new Case(
                        "blank is not empty",
                        "a: 1\r\n \r\nb: 2\r\n\r\n",
                        List.of("a: 1\r\n \r\n", "b: 2\r\n"),
                        HeaderEnd.EMPTY_LINE,
                        2),
                new Case(
                        "no colon",
                        "a: 1\r\nword\r\nb: 2\r\n\r\n",
                        List.of("a: 1\r\n", "word\r\n", "b: 2\r\n"),
                        HeaderEnd.EMPTY_LINE,
                        2),
                new Case(
                        "folded from the start",
                        " x\r\n y\r\na: 1\r\n\r\n",
                        List.of(" x\r\n y\r\n", "a: 1\r\n"),
                        HeaderEnd.EMPTY_LINE,
                        2),
                new Case(
                        "bare CR is no line end",
                        "a: 1\r\rb: 2\r\r\n\r\n",
                        List.of("a: 1\r\rb: 2\r\r\n"),
                        HeaderEnd.EMPTY_LINE,
                        2),
                new Case(
                        "line of a bare CR",
                        "a: 1\r\n\r\r\n\r\n",
                        List.of("a: 1\r\n", "\r\r\n"),
                        HeaderEnd.EMPTY_LINE,
                        2),
                new Case(
                        "NUL and 8 bit",
                        "\u00E4\u0000: \u0000\u00FF\r\n\r\n",
                        List.of("\u00E4\u0000: \u0000\u00FF\r\n"),
                        HeaderEnd.EMPTY_LINE,
                        2));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("heads")
    void splitsTheHead(Case given) throws IOException {
        MessageHead head = MessageHead.read(stream(given.octets));

        assertThat(head.fields()).map(HeaderField::toString).isEqualTo(given.fields);
        assertThat(head.end()).isEqualTo(given.end);
        assertThat(head.emptyLineOctets()).isEqualTo(given.emptyLine);
        assertThat(head.length()).isEqualTo(String.join("", given.fields).length());
    }

    @Test
    void theLimitCountsFieldsAndEmptyLine() throws IOException {
        assertThat(MessageHead.read(stream("a: 1\r\n\r\nbody"), 8).end()).isEqualTo(HeaderEnd.EMPTY_LINE);
        assertThat(MessageHead.read(stream("a: 1\r\n\r\nbody"), 7).end()).isEqualTo(HeaderEnd.LIMIT);
        assertThat(MessageHead.read(stream("a: 1\r\n"), 6).end()).isEqualTo(HeaderEnd.END_OF_INPUT);
        assertThat(MessageHead.read(stream("a: 1\r\n"), 5).end()).isEqualTo(HeaderEnd.LIMIT);
    }

    @Test
    void atTheLimitOnlyWholeFieldsAreThere() throws IOException {
        MessageHead head = MessageHead.read(stream("a: 1\r\nb: 2\r\nc: 3\r\n\r\n"), 15);

        assertThat(head.fields()).map(HeaderField::name).containsExactly("a", "b");
    }

    @Test
    void findsFieldsByName() throws IOException {
        MessageHead head = MessageHead.read(stream("a: 1\r\nB: 2\r\nA: 3\r\n\r\n"));

        assertThat(head.named("a")).map(HeaderField::body).containsExactly(" 1", " 3");
        assertThat(head.first("b")).map(HeaderField::body).contains(" 2");
        assertThat(head.first("c")).isEmpty();
    }

    @Test
    void hundredThousandFieldsAndAMegabyteFieldAreNoTrouble() {
        String many = "a: 1\r\n".repeat(100_000) + "\r\n";
        String large = "a: " + "x".repeat(1 << 20) + "\r\n\r\n";
        String folded = "a: 1\r\n" + " x\r\n".repeat(1 << 18) + "\r\n";
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertThat(MessageHead.read(stream(many)).fields()).hasSize(100_000);
            assertThat(MessageHead.read(stream(large)).fields()).hasSize(1);
            assertThat(MessageHead.read(stream(folded)).fields()).hasSize(1);
        });
    }

    @Test
    void oneFieldMoreThanAllowedIsTheLimit() throws IOException {
        String most = "\ra\n".repeat(MessageHead.MAX_FIELDS);

        assertThat(MessageHead.read(stream(most + "\n")).end()).isEqualTo(HeaderEnd.EMPTY_LINE);
        assertThat(MessageHead.read(stream(most)).end()).isEqualTo(HeaderEnd.END_OF_INPUT);
        assertThat(MessageHead.read(stream(most + "b")).end()).isEqualTo(HeaderEnd.LIMIT);
        assertThat(MessageHead.read(stream(most + "b\n\n")).fields()).hasSize(MessageHead.MAX_FIELDS);
    }

    private static InputStream stream(String octets) {
        return new ByteArrayInputStream(octets.getBytes(StandardCharsets.ISO_8859_1));
    }
}
