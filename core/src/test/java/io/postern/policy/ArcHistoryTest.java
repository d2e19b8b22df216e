// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.arc.ArcFailure;
import io.postern.arc.ArcFindings;
import io.postern.arc.ArcReason;
import io.postern.arc.ArcSetOutcome;
import io.postern.arc.ChainValidationStatus;
import io.postern.dmarc.ArcEvidence;
import io.postern.dmarc.ArcEvidence.Chain;
import io.postern.dmarc.ArcEvidence.Effect;
import io.postern.dmarc.ArcEvidence.Seal;
import io.postern.dmarc.AuthorDomain;
import io.postern.dmarc.DmarcOutcome;
import io.postern.dmarc.DmarcRequest;
import io.postern.dmarc.DmarcResult;
import io.postern.dmarc.DmarcValidation;
import io.postern.dmarc.SpfEvidence;
import io.postern.dns.Cassette;
import io.postern.spf.SpfResult;
import io.postern.value.DomainName;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ArcHistoryTest {
    private static final DomainName AUTHOR = DomainName.of("author.example");
    private static final ArcFindings PASS = new ArcFindings(
            ChainValidationStatus.PASS,
            Optional.empty(),
            OptionalInt.of(0),
            List.of(
                    set(1, "list.example", "mx.list.example; dmarc=pass smtp.remote-ip=2001:DB8::1"),
                    set(2, "hop.example", "mx.hop.example; arc=pass")));
    private static final List<Seal> SEALS = List.of(
            new Seal(1, DomainName.of("list.example"), "s1", "2001:db8::1"),
            new Seal(2, DomainName.of("hop.example"), "s2", ""));

    private static ArcSetOutcome set(int instance, String domain, String results) {
        return new ArcSetOutcome(
                instance,
                domain,
                "s" + instance,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                " i=" + instance + "; " + results);
    }

    private static DmarcOutcome outcome(SpfEvidence spf) {
        return DmarcValidation.of(Cassette.builder()
                        .txt("_dmarc.author.example", "v=DMARC1; p=reject")
                        .build())
                .validate(new DmarcRequest(new AuthorDomain.Single(AUTHOR), spf, List.of()))
                .toCompletableFuture()
                .join();
    }

    private static final DmarcOutcome FAILS = outcome(SpfEvidence.NONE);
    private static final DmarcOutcome PASSES = outcome(new SpfEvidence(SpfResult.PASS, Optional.of(AUTHOR)));

    @Test
    void aMessageWithoutChainHasNone() {
        assertThat(ArcHistory.of(ArcFindings.NONE, FAILS, Optional.empty())).isEmpty();
    }

    @Test
    void itSaysWhetherTheChainWasBelieved() {
        assertThat(FAILS.result()).isEqualTo(DmarcResult.FAIL);
        assertThat(ArcHistory.of(PASS, FAILS, Optional.of("arc=pass")))
                .contains(new ArcEvidence(Chain.PASS, SEALS, Effect.USED));
        assertThat(ArcHistory.of(PASS, FAILS, Optional.empty()))
                .contains(new ArcEvidence(Chain.PASS, SEALS, Effect.FAILED));
        assertThat(ArcHistory.of(PASS, PASSES, Optional.empty()))
                .contains(new ArcEvidence(Chain.PASS, SEALS, Effect.UNUSED));
    }

    @Test
    void ofAChainThatFailsItHasWhatCanBeRead() {
        ArcFindings broken = new ArcFindings(
                ChainValidationStatus.FAIL,
                Optional.of(new ArcFailure(ArcReason.SEAL, new Problem(ProblemKind.SYNTAX, "broken"))),
                OptionalInt.empty(),
                List.of(
                        set(1, "", "x; dmarc=pass"),
                        set(2, "hop.example", "x; spf=pass smtp.remote-ip=nonsense"),
                        set(3, "third.example", "((")));
        assertThat(ArcHistory.of(broken, FAILS, Optional.empty()))
                .contains(new ArcEvidence(
                        Chain.FAIL,
                        List.of(
                                new Seal(2, DomainName.of("hop.example"), "s2", ""),
                                new Seal(3, DomainName.of("third.example"), "s3", "")),
                        Effect.FAILED));
    }
}
