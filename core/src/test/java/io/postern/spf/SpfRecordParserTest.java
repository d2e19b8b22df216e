// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.spf.Mechanism.DualCidrLength;
import io.postern.value.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a record is read as (RFC 7208 §12); what it then does is in {@link CheckHostTest}. */
class SpfRecordParserTest {
    private static SpfRecord read(String text) {
        return SpfRecord.parse(text).orThrow();
    }

    private static Mechanism only(String term) {
        return read("v=spf1 " + term).directives().get(0).mechanism();
    }

    @ParameterizedTest(name = "[{0}] is SPF: {1}")
    @CsvSource({
        "v=spf1, true",
        "V=SPF1, true",
        "'v=spf1 ', true",
        "v=spf1 nonsense, true",
        "v=spf10, false",
        "'v=spf1\t', false",
        "v=spf, false",
        "' v=spf1', false",
        "'', false"
    })
    void anSpfRecordBeginsWithTheVersion(String text, boolean spf) {
        assertThat(SpfRecord.isSpf(text)).isEqualTo(spf);
    }

    @ParameterizedTest
    @CsvSource({
        "a, 32, 128",
        "a/0, 0, 128",
        "a/32, 32, 128",
        "a//0, 32, 0",
        "a//128, 32, 128",
        "a/24//64, 24, 64",
        "a:x.example/24, 24, 128",
        "a:x.example//64, 32, 64",
        "a:x.example/24//64, 24, 64",
        "a:%{d}/24, 24, 128",
        "a:x/24.example, 32, 128",
        "a:x//24.example/8//9, 8, 9",
        "a:%{d/}, 32, 128"
    })
    void theLengthsAreFoundFromTheRight(String term, int ip4, int ip6) {
        assertThat(((Mechanism.A) only(term)).lengths()).isEqualTo(new DualCidrLength(ip4, ip6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/",
                "a//",
                "a///64",
                "a/24/64",
                "a/24///64",
                "a/00",
                "a/024",
                "a/-1",
                "a/+1",
                "a/33",
                "a/999",
                "a/9999999999",
                "a//129",
                "a/24//",
                "a//64/24",
                "a/2x",
                "a:x.example/24/",
                "mx//064",
                "a\u0662"
            })
    void aLengthIsMalformed(String term) {
        assertThat(SpfRecord.parse("v=spf1 " + term)).isInstanceOf(Parsed.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource({"+all, PASS", "all, PASS", "-all, FAIL", "~all, SOFTFAIL", "?all, NEUTRAL"})
    void aQualifierIsRead(String term, Qualifier qualifier) {
        assertThat(read("v=spf1 " + term).directives().get(0).qualifier()).isEqualTo(qualifier);
    }

    @Test
    void aDirectiveKeepsItsTextAndShowsItsMechanism() {
        Directive directive = read("v=spf1 ~IP4:192.0.2.1 -all").directives().get(0);
        assertThat(directive.text()).isEqualTo("~IP4:192.0.2.1");
        assertThat(directive.mechanismText()).isEqualTo("IP4:192.0.2.1");
    }

    @Test
    void modifiersMayStandAnywhere() {
        SpfRecord record = read("v=spf1 exp=a.example ip4:192.0.2.1 redirect=b.example -all");
        assertThat(record.directives()).hasSize(2);
        assertThat(record.redirect()).isEqualTo(DomainSpec.parse("b.example").ok());
        assertThat(record.explanation()).isEqualTo(DomainSpec.parse("a.example").ok());
    }

    @ParameterizedTest(name = "[{0}]: {1}")
    @CsvSource({
        "v=spf1 -all, true",
        "v=spf1 -ALL exp=a.example, true",
        "v=spf1 ~all, false",
        "v=spf1 mx -all, false",
        "v=spf1 -all ip4:192.0.2.1, false",
        "v=spf1 redirect=a.example, false",
        "v=spf1, false"
    })
    void aDomainThatSendsNoMailSaysSo(String text, boolean bareReject) {
        assertThat(read(text).isBareReject()).isEqualTo(bareReject);
    }

    @Test
    void anErrorTellsItsPlaceInTheRecord() {
        assertThat(SpfRecord.parse("v=spf1  a bogus"))
                .isEqualTo(Parsed.malformed(10, "mechanism", "unknown mechanism bogus"));
    }
}
