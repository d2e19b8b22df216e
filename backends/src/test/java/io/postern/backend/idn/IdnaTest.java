// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.idn;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import io.postern.value.DomainConverter;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdnaTest {
    private final DomainConverter idna = new Idna();

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "example.com, example.com",
        "EXAMPLE.Com., example.com",
        "_dmarc.example.com, _dmarc.example.com", // no STD3 rules
        "_dmarc.bücher.example, _dmarc.xn--bcher-kva.example",
        "bücher.example, xn--bcher-kva.example",
        "BÜCHER.example., xn--bcher-kva.example",
        "bu\u0308cher.example, xn--bcher-kva.example", // composed by NFC
        "faß.example, xn--fa-hia.example", // non-transitional: not fass.example
        "ς.example, xn--3xa.example",
        "例え.テスト, xn--r8jz45g.xn--zckzah",
        "例え。テスト, xn--r8jz45g.xn--zckzah", // the ideographic full stop is a dot
        "ｅｘａｍｐｌｅ.com, example.com",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "XN--BCHER-KVA.example, xn--bcher-kva.example",
        "r3---sn-apo3qvuoxuxbt-j5pe.example, r3---sn-apo3qvuoxuxbt-j5pe.example",
        "-a-.example, -a-.example",
        "א.example, xn--4db.example",
    })
    void aNameHasOneAsciiForm(String text, String ascii) {
        assertThat(idna.toAscii(text)).isEqualTo(Parsed.ok(DomainName.of(ascii)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "xn--a.example, invalid ace label",
        "xn--\u00fc.example, punycode",
        "\u0300a.example, leading combining mark",
        "a\u200db.example, contextj",
        "אa.example, bidi",
        "a\ud800.example, unpaired surrogate",
        "a\ud800\u00ad\udc00.example, unpaired surrogate",
        "a\u2024b.example, disallowed",
        "bücher..example, empty label",
    })
    void whatIsNoNameIsMalformed(String text, String why) {
        assertThat(idna.toAscii(text))
                .isInstanceOfSatisfying(
                        Parsed.Malformed.class, bad -> assertThat(bad.message()).contains(why));
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(strings = {"", ".", "a..b", "a\tb.example", "\u3002"})
    void whatDomainNameRefusesIsRefused(String text) {
        assertThat(idna.toAscii(text)).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void aLabelMayNotGrowBeyondSixtyThreeOctets() {
        assertThat(idna.toAscii("ü".repeat(63) + ".example")).isInstanceOf(Parsed.Malformed.class);
        assertThat(idna.toAscii("ü".repeat(2000))).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void theAsciiOnlyConverterKnowsNoULabels() {
        assertThat(DomainConverter.ASCII_ONLY.toAscii("Example.com"))
                .isEqualTo(Parsed.ok(DomainName.of("example.com")));
        assertThat(DomainConverter.ASCII_ONLY.toAscii("bücher.example")).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void anyTextIsConvertedOrRefusedAndConvertingAgainChangesNothing() {
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            String text = text(new Random(round));
            if (idna.toAscii(text) instanceof Parsed.Ok<DomainName> name) {
                assertThat(idna.toAscii(name.value().value()))
                        .as("seed %d", round)
                        .isEqualTo(name);
            }
        }
    }

    private static String text(Random random) {
        String alphabet = "ab.-_xn--ßüς例\u3002\u200d\u0300אب\ud800\udc00\u00ad0١";
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(12); length >= 0; length--) {
            text.append(
                    random.nextInt(8) == 0
                            ? (char) random.nextInt(0x10000)
                            : alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
