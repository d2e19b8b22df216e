// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dmarc.AuthorDomain;
import io.postern.dmarc.DmarcOutcome;
import io.postern.dmarc.DmarcRequest;
import io.postern.dmarc.DmarcValidation;
import io.postern.dmarc.PolicyRequest;
import io.postern.dmarc.SignedDomain;
import io.postern.dmarc.SignedDomain.Verdict;
import io.postern.dmarc.SpfEvidence;
import io.postern.dns.Cassette;
import io.postern.spf.SpfResult;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DmarcPolicyTest {
    private static final Cassette ZONE = Cassette.builder()
            .txt("_dmarc.reject.example", "v=DMARC1; p=reject")
            .txt("_dmarc.quarantine.example", "v=DMARC1; p=quarantine")
            .txt("_dmarc.none.example", "v=DMARC1; p=none")
            .txt("_dmarc.test.example", "v=DMARC1; p=reject; t=y")
            .word("_dmarc.down.example", Cassette.Word.TIMEOUT)
            .build();
    private static final SignedDomain BROKEN =
            new SignedDomain(DomainName.of("mail.reject.example"), "s", Verdict.FAIL);
    private static final DmarcCircumstances FROM_A_LIST =
            new DmarcCircumstances(Optional.empty(), Optional.of("List-Id"), Optional.empty());

    private static DmarcOutcome outcome(String author, SignedDomain... signatures) {
        return outcome(new AuthorDomain.Single(DomainName.of(author)), SpfEvidence.NONE, signatures);
    }

    private static DmarcOutcome outcome(AuthorDomain author, SpfEvidence spf, SignedDomain... signatures) {
        return DmarcValidation.of(ZONE)
                .validate(new DmarcRequest(author, spf, Arrays.asList(signatures)))
                .toCompletableFuture()
                .join();
    }

    private static DmarcPolicy policy(RejectAction action, TrustedSources exempt, TrustedSources forwarders) {
        return new DmarcPolicy(
                action,
                TemperrorAction.DEFER,
                PolicyRequest.REJECT,
                exempt,
                forwarders,
                PolicyRequest.NONE,
                PolicyRequest.NONE,
                PolicyRequest.NONE);
    }

    private static List<PolicyOverride.Type> types(DmarcDecision decision) {
        return decision.overrides().stream().map(PolicyOverride::type).toList();
    }

    private static DmarcDecision byDefault(DmarcOutcome outcome) {
        return DmarcPolicy.DEFAULT.decide(outcome, DmarcCircumstances.NONE);
    }

    // the table of docs/dmarc.md
    @ParameterizedTest(name = "{0}: {1}, {2}")
    @CsvSource({
        "reject.example, reject, reject",
        "quarantine.example, quarantine, quarantine",
        "none.example, tag, none",
        "test.example, quarantine, quarantine",
        "other.example, tag, none",
        "down.example, tag, none"
    })
    void theDefaultsForMailWithoutAnyAuthentication(String author, String action, String disposition) {
        DmarcDecision decision = byDefault(outcome(author));
        assertThat(decision.action().keyword()).isEqualTo(action);
        assertThat(decision.disposition().keyword()).isEqualTo(disposition);
        assertThat(decision.reason()).isNotBlank();
        assertThat(types(decision))
                .isEqualTo(author.startsWith("test") ? List.of(PolicyOverride.Type.POLICY_TEST_MODE) : List.of());
    }

    // RFC 9990 §3.1.1.9
    @Test
    void aPassIsAPassOnlyWhereSomethingIsAskedFor() {
        SignedDomain enforcing = new SignedDomain(DomainName.of("quarantine.example"), "s", Verdict.PASS);
        assertThat(byDefault(outcome("quarantine.example", enforcing)))
                .returns(new DmarcAction.Accept(), DmarcDecision::action)
                .returns(DmarcDisposition.PASS, DmarcDecision::disposition);
        SignedDomain monitoring = new SignedDomain(DomainName.of("none.example"), "s", Verdict.PASS);
        assertThat(byDefault(outcome("none.example", monitoring)).disposition()).isEqualTo(DmarcDisposition.NONE);
    }

    @Test
    void theReplyNamesAuthorAndPolicy() {
        DmarcDecision decision = byDefault(outcome("reject.example"));
        assertThat(((DmarcAction.Reject) decision.action()).reply())
                .hasToString(
                        "550 5.7.26 DMARC: neither SPF nor DKIM vouches for mail from reject.example, whose policy is reject");
    }

    // RFC 9989 §7.4
    @Test
    void aRejectionTakesASecondFact() {
        DmarcDecision signed = byDefault(outcome("reject.example", BROKEN));
        assertThat(signed.action()).isEqualTo(new DmarcAction.Quarantine());
        assertThat(types(signed)).containsExactly(PolicyOverride.Type.LOCAL_POLICY);
        DmarcDecision listed = DmarcPolicy.DEFAULT.decide(outcome("reject.example"), FROM_A_LIST);
        assertThat(listed.action()).isEqualTo(new DmarcAction.Quarantine());
        assertThat(types(listed)).containsExactly(PolicyOverride.Type.MAILING_LIST);
        assertThat(listed.reason()).contains("reject.example", "reject", "mailing_list", "List-Id");
        DmarcDecision sealed = DmarcPolicy.DEFAULT.decide(
                outcome("reject.example"),
                new DmarcCircumstances(Optional.empty(), Optional.empty(), Optional.of("arc=pass as[1].d=a.example")));
        assertThat(sealed.action()).isEqualTo(new DmarcAction.Tag());
        assertThat(sealed.overrides())
                .containsExactly(new PolicyOverride(PolicyOverride.Type.LOCAL_POLICY, "arc=pass as[1].d=a.example"));
        SignedDomain strangers = new SignedDomain(DomainName.of("other.example"), "s", Verdict.FAIL);
        assertThat(byDefault(outcome("reject.example", strangers)).action()).isInstanceOf(DmarcAction.Reject.class);
    }

    @Test
    void alwaysRefusesAndNeverDoesNot() {
        DmarcPolicy always = policy(RejectAction.ALWAYS, TrustedSources.NONE, TrustedSources.NONE);
        assertThat(always.decide(outcome("reject.example", BROKEN), FROM_A_LIST).action())
                .isInstanceOf(DmarcAction.Reject.class);
        DmarcPolicy never = policy(RejectAction.NEVER, TrustedSources.NONE, TrustedSources.NONE);
        DmarcDecision decision = never.decide(outcome("reject.example"), DmarcCircumstances.NONE);
        assertThat(decision.action()).isEqualTo(new DmarcAction.Quarantine());
        assertThat(types(decision)).containsExactly(PolicyOverride.Type.LOCAL_POLICY);
    }

    @Test
    void whoIsListedIsExemptIfAuthenticated() {
        TrustedSources sources =
                TrustedSources.parse("192.0.2.0/24, lists.example").orThrow();
        DmarcPolicy policy = policy(RejectAction.ALWAYS, sources, TrustedSources.NONE);
        DmarcCircumstances listedHost =
                new DmarcCircumstances(Optional.of(IpAddress.of("192.0.2.7")), Optional.empty(), Optional.empty());
        DmarcDecision byHost = policy.decide(outcome("reject.example"), listedHost);
        assertThat(byHost.action()).isEqualTo(new DmarcAction.Tag());
        assertThat(byHost.overrides())
                .containsExactly(new PolicyOverride(PolicyOverride.Type.LOCAL_POLICY, "exempt here: 192.0.2.0/24"));
        AuthorDomain author = new AuthorDomain.Single(DomainName.of("reject.example"));
        Optional<DomainName> bounces = Optional.of(DomainName.of("bounces.lists.example"));
        assertThat(policy.decide(outcome(author, new SpfEvidence(SpfResult.PASS, bounces)), DmarcCircumstances.NONE)
                        .action())
                .isEqualTo(new DmarcAction.Tag());
        assertThat(policy.decide(outcome(author, new SpfEvidence(SpfResult.SOFTFAIL, bounces)), DmarcCircumstances.NONE)
                        .action())
                .isInstanceOf(DmarcAction.Reject.class);
        DmarcPolicy forwarding = policy(RejectAction.ALWAYS, TrustedSources.NONE, sources);
        assertThat(types(forwarding.decide(outcome("quarantine.example"), listedHost)))
                .containsExactly(PolicyOverride.Type.TRUSTED_FORWARDER);
    }

    @Test
    void whatChangesNothingIsNoOverride() {
        DmarcDecision decision = DmarcPolicy.DEFAULT.decide(outcome("quarantine.example"), FROM_A_LIST);
        assertThat(decision.action()).isEqualTo(new DmarcAction.Quarantine());
        assertThat(decision.overrides()).isEmpty();
        assertThat(DmarcPolicy.DEFAULT
                        .decide(outcome("none.example"), FROM_A_LIST)
                        .overrides())
                .isEmpty();
    }

    @Test
    void aTemporaryErrorIsDeferredIfTheOperatorSaysSo() {
        DmarcAction action = policy(RejectAction.ALWAYS, TrustedSources.NONE, TrustedSources.NONE)
                .decide(outcome("down.example"), DmarcCircumstances.NONE)
                .action();
        assertThat(((DmarcAction.Defer) action).reply().toString())
                .startsWith("451 4.7.0 DMARC: no answer from DNS")
                .contains("down.example");
    }

    @Test
    void aMessageWithoutAnAuthorIsLocalPolicysMatter() {
        Problem why = new Problem(ProblemKind.SYNTAX, "2 From fields");
        DmarcOutcome outcome = outcome(new AuthorDomain.Unusable(why), SpfEvidence.NONE);
        assertThat(byDefault(outcome).action()).isEqualTo(new DmarcAction.Quarantine());
        assertThat(byDefault(outcome).reason()).contains("2 From fields");
        DmarcAction strict = policy(RejectAction.NEVER, TrustedSources.NONE, TrustedSources.NONE)
                .decide(outcome, DmarcCircumstances.NONE)
                .action();
        assertThat(((DmarcAction.Reject) strict).reply().toString()).startsWith("550 5.7.1 ");
    }

    // RFC 9989 §11.5
    @Test
    void ofSeveralAuthorsTheStrictestThatFailsCounts() {
        AuthorDomain both =
                new AuthorDomain.Several(List.of(DomainName.of("quarantine.example"), DomainName.of("reject.example")));
        DmarcDecision decision = byDefault(outcome(both, SpfEvidence.NONE));
        assertThat(decision.action()).isInstanceOf(DmarcAction.Reject.class);
        assertThat(decision.reason()).contains("reject.example");
        AuthorDomain mild =
                new AuthorDomain.Several(List.of(DomainName.of("none.example"), DomainName.of("other.example")));
        assertThat(byDefault(outcome(mild, SpfEvidence.NONE)).action()).isEqualTo(new DmarcAction.Tag());
    }

    @Test
    void listsOfSourcesAreReadOrRefused() {
        assertThat(TrustedSources.parse("").orThrow()).isEqualTo(TrustedSources.NONE);
        assertThat(TrustedSources.parse("2001:db8::/32,a.example").orThrow())
                .returns(1, sources -> sources.networks().size())
                .returns(1, sources -> sources.domains().size());
        assertThat(TrustedSources.parse("192.0.2.0/33").ok()).isEmpty();
        assertThat(TrustedSources.parse("a.example,,b.example").ok()).isEmpty();
    }
}
