// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.spf.MacroString.Place;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import io.postern.value.Parsed;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7208 §7. */
class MacroStringTest {
    /** The transaction of RFC 7208 §7.4, in another domain. */
    private static MacroValues values(String ip) {
        return new MacroValues(
                "strong-bad@email.example.com",
                "email.example.com",
                IpAddress.of(ip),
                "mail.example.org",
                "h.example",
                "mx.receiver.example",
                Instant.ofEpochSecond(1),
                SpfIdentity.MAIL_FROM);
    }

    private static MacroString read(String text) {
        return MacroString.parse(text, Place.EXPLANATION).orThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "%{s}, strong-bad@email.example.com",
        "%{o}, email.example.com",
        "%{d}, email.example.com",
        "%{d4}, email.example.com",
        "%{d3}, email.example.com",
        "%{d2}, example.com",
        "%{d1}, com",
        "%{dr}, com.example.email",
        "%{d2r}, example.email",
        "%{l}, strong-bad",
        "%{l-}, strong.bad",
        "%{lr}, strong-bad",
        "%{lr-}, bad.strong",
        "%{l1r-}, strong",
        "%{l1r+}, strong-bad",
        "%{l999999999999-}, strong.bad",
        "%{ir}.%{v}._spf.%{d2}, 3.2.0.192.in-addr._spf.example.com",
        "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}, bad.strong.lp.3.2.0.192.in-addr._spf.example.com",
        "%{p2}.trusted, example.org.trusted",
        "%{S}, strong-bad%40email.example.com",
        "%{D2R}, example.email",
        "%{h}%{c}%{r}%{t}, h.example192.0.2.3mx.receiver.example1",
        "a%%b%_c%-d, a%b c%20d"
    })
    void expands(String text, String expected) {
        assertThat(values("192.0.2.3").expand(read(text))).isEqualTo(expected);
    }

    @Test
    void expandsAnIpv6AddressByItsNibbles() {
        assertThat(values("2001:db8::cb01").expand(read("%{ir}.%{v}._spf.%{d2}")))
                .isEqualTo("1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "a%",
                "%a",
                "%{",
                "%{}",
                "%{s",
                "%{a}",
                "%{s0}",
                "%{s000}",
                "%{s-1}",
                "%{s1-2}",
                "%{rs}",
                "%{srr}",
                "%{s }",
                "%{s:}",
                "%{_scope}",
                "\u00e4",
                "\t",
                "\r\n",
                "\0",
                "\u007f"
            })
    void isMalformedEverywhere(String text) {
        assertThat(MacroString.parse(text, Place.RECORD)).isInstanceOf(Parsed.Malformed.class);
        assertThat(MacroString.parse(text, Place.EXPLANATION)).isInstanceOf(Parsed.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "%{c}", "%{r}", "%{t}", "%{C}", "a b"})
    void belongsInExplanationsOnly(String text) {
        assertThat(MacroString.parse(text, Place.RECORD)).isInstanceOf(Parsed.Malformed.class);
        assertThat(MacroString.parse(text, Place.EXPLANATION)).isInstanceOf(Parsed.Ok.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.example",
                "a.example.",
                "a.b.c.d",
                "1.2.3a",
                "a.1-2",
                "_a.example",
                "a/b:c.example",
                "%{d}",
                "x%{d}",
                "x.%{d2r}",
                "%%.%_",
                "x%-",
                "..example"
            })
    void endsLikeADomain(String text) {
        assertThat(DomainSpec.parse(text)).isInstanceOf(Parsed.Ok.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "example",
                "example.",
                "a.123",
                "a.-b",
                "a.b-",
                "a.b_c",
                "a.b..",
                "%{d}.",
                "%{d}x",
                "%{d2.}com",
                "a.%%",
                "a.b%%c",
                "a:25",
                "a.b:25"
            })
    void doesNotEndLikeADomain(String text) {
        // a.%% ends with a macro-expand, and is the one of these that the grammar takes
        assertThat(DomainSpec.parse(text) instanceof Parsed.Ok).isEqualTo(text.equals("a.%%"));
    }

    static Stream<Arguments> names() {
        String labels = "abc.".repeat(58);
        return Stream.of(
                Arguments.of("%{d}", "email.example.com"),
                Arguments.of("%{d}.x.example.", "email.example.com.x.example"),
                Arguments.of("wxyz." + labels + "%{d}", labels + "email.example.com"),
                Arguments.of("abc." + labels + "%{d}", "abc." + labels + "email.example.com"),
                Arguments.of("%{S}".repeat(10_000) + ".x." + labels + "%{d}", "x." + labels + "email.example.com"),
                Arguments.of("a..%{d}", "(none)"),
                Arguments.of(".%{d}", "(none)"),
                Arguments.of("x".repeat(64) + ".%{d}", "(none)"),
                Arguments.of("x".repeat(300) + ".%{d}", "email.example.com"),
                Arguments.of("x.example" + "%{l9}".repeat(30), "(none)"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void isANameOrNone(String text, String expected) {
        assertThat(values("192.0.2.3")
                        .expandToName(read(text))
                        .map(DomainName::value)
                        .orElse("(none)"))
                .isEqualTo(expected);
    }
}
