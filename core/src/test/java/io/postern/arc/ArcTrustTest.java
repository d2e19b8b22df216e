// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import static io.postern.arc.Verifying.MESSAGE;
import static io.postern.arc.Verifying.findings;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Cassette;
import io.postern.testing.ArcSigning;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArcTrustTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    private static final ArcSigning SEALER = ArcSigning.ed25519();
    private static final ArcSigning FIRST =
            SEALER.of("first.example").with("aar", "mx.first.example; dmarc=pass header.from=example.com");
    private static final ArcSigning SECOND =
            SEALER.of("second.example").with("aar", "mx.second.example; dmarc=fail header.from=example.com");
    private static final Cassette WORLD = Cassette.builder()
            .txt("ed._domainkey.first.example", SEALER.record())
            .txt("ed._domainkey.second.example", SEALER.record())
            .txt("ed._domainkey.stranger.example", SEALER.record())
            .build();
    private static final ArcAuthor AUTHOR = new ArcAuthor(
            DomainName.of("example.com"),
            domain -> domain.isEqualToOrBelow(DomainName.of("example.com")),
            domain -> domain.equals(DomainName.of("example.com")));

    private static ArcTrust trusting(String... domains) {
        StringBuilder file = new StringBuilder();
        for (String domain : domains) {
            file.append(domain).append(", a note, 2027-01-01\n");
        }
        return ArcTrust.parse(file.toString()).orThrow();
    }

    private static String believed(ArcTrust trust, String message) {
        return trust.believed(findings(WORLD, message), AUTHOR, TODAY)
                .map(each -> each.instance() + ": " + each.comment())
                .orElse("");
    }

    @Test
    void oneTrustedSealerIsBelieved() {
        assertThat(believed(trusting("first.example"), FIRST.seal(MESSAGE)))
                .isEqualTo("1: arc=pass as[1].d=first.example");
        assertThat(believed(trusting("second.example"), FIRST.seal(MESSAGE))).isEmpty();
        assertThat(believed(ArcTrust.NONE, FIRST.seal(MESSAGE))).isEmpty();
    }

    @Test
    void everyNewerSealerMustBeTrustedToo() {
        String two = SECOND.seal(FIRST.seal(MESSAGE) + "footer\r\n");
        assertThat(believed(trusting("first.example", "second.example"), two))
                .isEqualTo("1: arc=pass as[2].d=second.example as[1].d=first.example");
        assertThat(believed(trusting("first.example"), two)).isEmpty();
        // nobody asks the untrusted one below, where a newer and trusted one saw the author pass himself
        String other = FIRST.seal(SEALER.of("stranger.example").seal(MESSAGE));
        assertThat(believed(trusting("first.example"), other))
                .isEqualTo("2: arc=pass as[2].d=first.example as[1].d=stranger.example");
    }

    /** He could have rewritten everything, and sealed what he made of it. */
    @Test
    void anUntrustedSealerInBetweenEndsTheTrust() {
        String three = SECOND.seal(SEALER.of("stranger.example")
                .with("aar", "mx.stranger.example; dmarc=pass header.from=example.com")
                .seal(FIRST.seal(MESSAGE)));
        assertThat(believed(trusting("first.example", "second.example"), three)).isEmpty();
        assertThat(believed(trusting("first.example", "second.example", "stranger.example"), three))
                .isNotEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "dmarc=pass header.from=example.com, true",
        "dmarc=pass header.from=EXAMPLE.com, true",
        "dmarc=pass, true",
        "dmarc=pass header.from=example.net, false",
        "dmarc=fail header.from=example.com, false",
        "spf=pass smtp.mailfrom=a@example.com, true",
        "spf=pass smtp.mailfrom=news.example.com, true",
        "spf=pass smtp.mailfrom=a@example.net, false",
        "spf=pass smtp.helo=example.com, false",
        "spf=softfail smtp.mailfrom=a@example.com, false",
        "dkim=pass header.d=example.com, true",
        "dkim=pass header.i=@example.com, true",
        "dkim=pass header.d=news.example.com, false",
        "dkim=pass header.d=example.net header.i=@example.com, false",
        "dkim=fail header.d=example.com, false",
        "auth=pass smtp.auth=a@example.com, false",
        "none, false"
    })
    void theResultsMustAuthenticateTheAuthor(String results, boolean authenticate) {
        String message = FIRST.with("aar", "mx.first.example; " + results).seal(MESSAGE);
        assertThat(believed(trusting("first.example"), message).isEmpty()).isNotEqualTo(authenticate);
    }

    @Test
    void aChainThatFailsIsNotBelieved() {
        assertThat(believed(trusting("first.example"), FIRST.seal(MESSAGE) + "x"))
                .isEmpty();
        assertThat(believed(trusting("first.example"), MESSAGE)).isEmpty();
    }

    /** RFC 6376 §8.2. */
    @Test
    void aBodyThatGoesOnBehindWhatIsSignedIsNotBelieved() {
        String message = FIRST.with("ams.l", "5").seal(MESSAGE);
        assertThat(findings(WORLD, message).state()).isEqualTo(ChainValidationStatus.PASS);
        assertThat(believed(trusting("first.example"), message)).isEmpty();
    }

    @Test
    void onlyTheVeryDomainIsTrusted() {
        assertThat(trusting("first.example").trusts("sub.first.example", TODAY)).isFalse();
        assertThat(trusting("first.example").trusts("FIRST.example", TODAY)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"2026-11-23, true", "2026-11-22, true", "2026-11-21, false"})
    void anExpiredEntryCountsAsAbsent(LocalDate review, boolean counts) {
        ArcTrust trust = ArcTrust.parse("first.example, lists, " + review).orThrow();
        assertThat(believed(trust, FIRST.seal(MESSAGE)).isEmpty()).isNotEqualTo(counts);
        assertThat(trust.expired(TODAY).isEmpty()).isEqualTo(counts);
    }

    @Test
    void aFileIsAnEntryALine() {
        String file = "# whom we trust\r\n\r\nFirst.Example, lists of our university, since 2020, 2027-06-30\r\n"
                + "  second.example\tforwarder\t2026-12-31  \nthird.example 2027-01-01";
        List<ArcTrust.Sealer> sealers = ArcTrust.parse(file).orThrow().sealers();
        assertThat(sealers)
                .extracting(each -> each.domain() + "|" + each.note() + "|" + each.review())
                .containsExactly(
                        "first.example|lists of our university, since 2020|2027-06-30",
                        "second.example|forwarder|2026-12-31",
                        "third.example||2027-01-01");
        assertThat(ArcTrust.parse("").orThrow()).isEqualTo(ArcTrust.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.example x 2027-01-01;b | line 2: 'b' is no domain",
                "a.example | line 1: no review date as 2027-12-31 at the end of the entry of a.example",
                ";;a.example, x, 2027-02-30 | line 3: no review date as 2027-12-31 at the end of the entry of a.example",
                "a..example x 2027-01-01 | line 1: 'a..example' is no domain",
                "a.example 2027-01-01;A.example 2027-01-01 | line 2: a.example stands twice"
            })
    void whatIsWrongIsSaidWithItsLine(String lines, String message) {
        Parsed<ArcTrust> parsed = ArcTrust.parse(lines.replace(';', '\n'));
        String said = parsed.fold(ok -> "", bad -> bad.message());
        assertThat(said).isEqualTo(message);
    }
}
