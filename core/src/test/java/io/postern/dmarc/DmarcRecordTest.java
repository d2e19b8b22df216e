// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DmarcRecordTest {
    private static DmarcRecord record(String text) {
        return DmarcRecord.parse(text).orThrow();
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"v=DMARC1", "v=DMARC1;", " v = DMARC1 ;p=none", "V=DMARC1", "v=DMARC1\t", "\tv=DMARC1;;"})
    void aRecordBeginsWithItsVersion(String text) {
        assertThat(DmarcRecord.isDmarc(text)).isTrue();
        assertThat(DmarcRecord.parse(text).ok()).isPresent();
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                "",
                "v",
                "v=",
                "v=dmarc1",
                "v=DMARC2",
                "v=DMARC1x",
                "v=DMARC1 p=none",
                "p=none; v=DMARC1",
                ";v=DMARC1",
                "v=spf1",
                "x=DMARC1",
                "v DMARC1"
            })
    void everythingElseIsNoDmarcRecord(String text) {
        assertThat(DmarcRecord.isDmarc(text)).isFalse();
        assertThat(DmarcRecord.parse(text).ok()).isEmpty();
    }

    // RFC 9989 §4.7, §4.8; in the order p sp np psd t adkim aspf fo, usable
    @ParameterizedTest(name = "{0}")
    @CsvSource(nullValues = "none of it", textBlock = """
            'p=reject',                                - reject     -          -          u false RELAXED RELAXED 0 - true
            'p=Reject; sp=NONE; np=Quarantine',        - reject     none       quarantine u false RELAXED RELAXED 0 - true
            'sp=none ; p = quarantine ;',              - quarantine none       -          u false RELAXED RELAXED 0 - true
            'p=none; psd=y; t=Y; adkim=S; aspf=s',     - none       -          -          y true  STRICT  STRICT  0 - true
            'p=none; psd=n; t=n; adkim=r; aspf=R',     - none       -          -          n false RELAXED RELAXED 0 - true
            'p=none; psd=maybe; t=yes; adkim=strict; aspf=', - none   -        -          u false RELAXED RELAXED 0 - true
            'p=none; fo=1:d:s',                        - none       -          -          u false RELAXED RELAXED 1:d:s - true
            'p=none; fo=s : 0',                        - none       -          -          u false RELAXED RELAXED 0:s - true
            'p=none; fo=0:1',                          - none       -          -          u false RELAXED RELAXED 0 - true
            'p=none; fo=d:d',                          - none       -          -          u false RELAXED RELAXED 0 - true
            'p=none; fo=x',                            - none       -          -          u false RELAXED RELAXED 0 - true
            'P=none; ADKIM=s; pct=0; rf=afrf; ri=x',   - none       -          -          u false STRICT  RELAXED 0 - true
            'p=none;; ;x1=y; =z; tag; v=DMARC2',       - none       -          -          u false RELAXED RELAXED 0 - true
            'p=none; p=none; adkim=s; adkim=s',        - none       -          -          u false STRICT  RELAXED 0 - true
            'p=none; adkim=s; adkim=r',                - none       -          -          u false RELAXED RELAXED 0 - true
            'p=none; p=reject',                        - -          -          -          u false RELAXED RELAXED 0 - false
            'p=reject; np=',                           - reject     -          -          u false RELAXED RELAXED 0 - false
            'p=reject; sp=bogus',                      - reject     -          -          u false RELAXED RELAXED 0 - false
            'p=rejekt',                                - -          -          -          u false RELAXED RELAXED 0 - false
            'sp=reject',                               - -          reject     -          u false RELAXED RELAXED 0 - false
            'p=r\u00e9ject',                           - -          -          -          u false RELAXED RELAXED 0 - false
            """)
    void tagsAreReadOneByOne(String tags, String expected) {
        DmarcRecord record = record("v=DMARC1; " + tags);
        String fo = record.failureOptions().stream()
                .sorted()
                .map(FailureOption::keyword)
                .collect(Collectors.joining(":"));
        String actual = String.join(
                " ",
                "-",
                word(record.policy()),
                word(record.subdomainPolicy()),
                word(record.nonExistentPolicy()),
                record.psd().keyword(),
                "" + record.testing(),
                "" + record.dkimAlignment(),
                "" + record.spfAlignment(),
                fo,
                "-",
                "" + record.policiesUsable());
        assertThat(actual).isEqualTo(expected.strip().replaceAll(" +", " "));
    }

    private static String word(Optional<PolicyRequest> request) {
        return request.map(PolicyRequest::keyword).orElse("-");
    }

    // RFC 9989 §4.8, §4.10.1: a URI has a scheme and legal characters
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            mailto:a@example.com                       | mailto:a@example.com
            mailto:a@example.com!10m                   | mailto:a@example.com
            mailto:a@example.com!5 , https://e.example | mailto:a@example.com https://e.example
            MAILTO:a@example.com                       | MAILTO:a@example.com
            mailto:a%2Cb%21c@example.com               | mailto:a%2Cb%21c@example.com
            ,mailto:a@example.com,                     | mailto:a@example.com
            a@example.com                              | ''
            <mailto:a@example.com>                     | ''
            mailto:a b@example.com                     | ''
            mailto:                                    | ''
            mailto:a@example.com!10x                   | ''
            mailto:a!b@example.com                     | ''
            """)
    void reportsGoToUris(String list, String expected) {
        DmarcRecord record = record("v=DMARC1; p=none; rua=" + list + "; ruf=" + list);
        String uris =
                record.aggregateReports().stream().map(ReportUri::toString).collect(Collectors.joining(" "));
        assertThat(uris).isEqualTo(expected);
        assertThat(record.failureReports()).isEqualTo(record.aggregateReports());
    }

    @Test
    void mailIsToldFromOtherSchemes() {
        DmarcRecord record = record("v=DMARC1; p=none; rua=MailTo:a@example.com,https://e.example/");
        assertThat(record.aggregateReports().stream().map(ReportUri::isMailto)).containsExactly(true, false);
    }

    // RFC 9989 §4.10.1
    @Test
    void unusablePoliciesAreNoneIfSomebodyWantsReports() {
        DmarcRecord reported = record("v=DMARC1; p=reject; sp=bogus; adkim=s; rua=mailto:a@example.com")
                .inForce()
                .orElseThrow();
        assertThat(reported.atItself()).isEqualTo(PolicyRequest.NONE);
        assertThat(reported.below(Existence.EXISTS)).isEqualTo(PolicyRequest.NONE);
        assertThat(reported.dkimAlignment()).isEqualTo(AlignmentMode.STRICT);
        assertThat(record("v=DMARC1; p=reject; sp=bogus; rua=a@example.com").inForce())
                .isEmpty();
        assertThat(record("v=DMARC1; sp=reject").inForce()).isEmpty();
    }

    // RFC 9989 §4.7
    @Test
    void theDefaultOfNpIsSpAndOfSpIsP() {
        DmarcRecord all = record("v=DMARC1; p=reject; sp=quarantine; np=none");
        assertThat(all.atItself()).isEqualTo(PolicyRequest.REJECT);
        assertThat(all.below(Existence.EXISTS)).isEqualTo(PolicyRequest.QUARANTINE);
        assertThat(all.below(Existence.NON_EXISTENT)).isEqualTo(PolicyRequest.NONE);
        assertThat(record("v=DMARC1; p=reject; sp=none").below(Existence.NON_EXISTENT))
                .isEqualTo(PolicyRequest.NONE);
        assertThat(record("v=DMARC1; p=reject").below(Existence.NON_EXISTENT)).isEqualTo(PolicyRequest.REJECT);
        assertThat(record("v=DMARC1; p=none; np=reject").below(Existence.EXISTS))
                .isEqualTo(PolicyRequest.NONE);
    }

    @Test
    void whatIsWrongIsNotedWithinBounds() {
        DmarcRecord record = record("v=DMARC1; p=none; adkim=strict; t=" + "y".repeat(5_000) + ";x".repeat(1_000));
        assertThat(record.notes()).hasSize(DmarcRecordParser.MAX_NOTES).allMatch(note -> note.length() <= 60);
        assertThat(record("v=DMARC1; p=none; adkim=strict").notes()).containsExactly("bad value: adkim=strict");
        String many = "mailto:a@example.com,".repeat(500);
        assertThat(record("v=DMARC1; rua=" + many).aggregateReports()).hasSize(DmarcRecordParser.MAX_URIS);
        assertThat(record("v=DMARC1; p=none").failureOptions()).isEqualTo(Set.of(FailureOption.NOTHING_PASSED));
    }
}
