// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.arc.ArcFindings;
import io.postern.arc.ArcTrust;
import io.postern.arc.ArcVerifier;
import io.postern.dkim.DkimVerifier;
import io.postern.dmarc.AuthorDomain;
import io.postern.dmarc.DmarcOutcome;
import io.postern.dmarc.DmarcRequest;
import io.postern.dmarc.DmarcValidation;
import io.postern.dmarc.SpfEvidence;
import io.postern.dns.Cassette;
import io.postern.message.Message;
import io.postern.message.OctetSource;
import io.postern.spf.SpfResult;
import io.postern.testing.ArcSigning;
import io.postern.testing.TextDkim;
import io.postern.value.DomainName;
import io.postern.value.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArcOverrideTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    private static final ArcSigning LIST = ArcSigning.ed25519().of("list.example");
    private static final ArcTrust TRUST =
            ArcTrust.parse("list.example, our list, 2027-01-01").orThrow();
    private static final String MESSAGE = "From: a@news.reject.example\r\nTo: b@example.org\r\n\r\nHello.\r\n";
    private static final Cassette ZONE = Cassette.builder()
            .txt("_dmarc.reject.example", "v=DMARC1; p=reject")
            .txt("_dmarc.strict.example", "v=DMARC1; p=reject; aspf=s; adkim=s")
            .txt("ed._domainkey.list.example", LIST.record())
            .build();

    private static DmarcOutcome outcome(AuthorDomain author, SpfEvidence spf) {
        return DmarcValidation.of(ZONE)
                .validate(new DmarcRequest(author, spf, List.of()))
                .toCompletableFuture()
                .join();
    }

    private static DmarcOutcome failing(String author) {
        return outcome(new AuthorDomain.Single(DomainName.of(author)), SpfEvidence.NONE);
    }

    private static ArcFindings sealed(String results) {
        try {
            String message = LIST.with("aar", "mx.list.example; " + results).seal(MESSAGE);
            return new ArcVerifier(DkimVerifier.of(ZONE, Clock.systemUTC(), Duration.ofSeconds(10)))
                    .verify(Message.read(OctetSource.of(TextDkim.octets(message))), Trace.OFF)
                    .toCompletableFuture()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource({
        "news.reject.example, dmarc=pass header.from=news.reject.example, true",
        "news.reject.example, spf=pass smtp.mailfrom=a@reject.example, true",
        "news.reject.example, spf=pass smtp.mailfrom=a@other.reject.example, true",
        "news.reject.example, dkim=pass header.d=reject.example, true",
        "news.reject.example, dkim=pass header.d=notreject.example, false",
        "news.reject.example, dkim=pass header.d=example, false",
        "strict.example, spf=pass smtp.mailfrom=a@sub.strict.example, false",
        "strict.example, dkim=pass header.d=sub.strict.example, false",
        "strict.example, dkim=pass header.d=strict.example, true"
    })
    void identifiersAreAlignedAsTheRecordSays(String author, String results, boolean overridden) {
        Optional<String> comment = ArcOverride.of(TRUST, sealed(results), failing(author), TODAY);
        assertThat(comment).isEqualTo(overridden ? Optional.of("arc=pass as[1].d=list.example") : Optional.empty());
    }

    @Test
    void onlyAFailIsOverridden() {
        ArcFindings chain = sealed("dmarc=pass");
        DmarcOutcome passing = outcome(
                new AuthorDomain.Single(DomainName.of("reject.example")),
                new SpfEvidence(SpfResult.PASS, Optional.of(DomainName.of("reject.example"))));
        assertThat(ArcOverride.of(TRUST, chain, passing, TODAY)).isEmpty();
        assertThat(ArcOverride.of(TRUST, chain, failing("unknown.example"), TODAY))
                .isEmpty();
        DmarcOutcome several = outcome(
                new AuthorDomain.Several(List.of(DomainName.of("reject.example"), DomainName.of("strict.example"))),
                SpfEvidence.NONE);
        assertThat(ArcOverride.of(TRUST, chain, several, TODAY)).isEmpty();
    }

    /** What the decision makes of it: a reason that reports know, and less than is asked for. */
    @Test
    void theDecisionRecordsIt() {
        DmarcOutcome outcome = failing("news.reject.example");
        DmarcCircumstances circumstances = new DmarcCircumstances(
                Optional.empty(), Optional.empty(), ArcOverride.of(TRUST, sealed("dmarc=pass"), outcome, TODAY));
        DmarcDecision decision = DmarcPolicy.DEFAULT.decide(outcome, circumstances);
        assertThat(decision.action()).isEqualTo(new DmarcAction.Tag());
        assertThat(decision.overrides())
                .containsExactly(new PolicyOverride(PolicyOverride.Type.LOCAL_POLICY, "arc=pass as[1].d=list.example"));
        assertThat(DmarcPolicy.DEFAULT.decide(outcome, DmarcCircumstances.NONE).action())
                .isInstanceOf(DmarcAction.Reject.class);
    }
}
