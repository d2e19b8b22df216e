// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.policy.SpfPolicy.DomainOverride;
import io.postern.spf.SpfIdentity;
import io.postern.spf.SpfOutcome;
import io.postern.spf.SpfResult;
import io.postern.value.Parsed;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpfPolicyTest {
    private static final SpfPolicy TAGGING = new SpfPolicy(Map.of(), Map.of(), Map.of(), List.of());

    private static SpfOutcome outcome(SpfResult result, SpfIdentity identity, String domain) {
        boolean error = result == SpfResult.TEMPERROR || result == SpfResult.PERMERROR;
        return new SpfOutcome(
                result,
                identity,
                "alice@" + domain,
                domain,
                Optional.empty(),
                Optional.empty(),
                error ? Optional.of(new Problem(ProblemKind.RECORD, "why")) : Optional.empty(),
                0,
                0,
                false);
    }

    private static SpfOutcome mailFrom(SpfResult result) {
        return outcome(result, SpfIdentity.MAIL_FROM, "example.com");
    }

    private static SpfPolicy all(ActionWord word) {
        return new SpfPolicy(
                Map.of(
                        SpfResult.PASS, word,
                        SpfResult.FAIL, word,
                        SpfResult.SOFTFAIL, word,
                        SpfResult.NEUTRAL, word,
                        SpfResult.NONE, word,
                        SpfResult.TEMPERROR, word,
                        SpfResult.PERMERROR, word),
                Map.of(),
                Map.of(),
                List.of());
    }

    private static SpfPolicy overriding(String... overrides) {
        return new SpfPolicy(
                Map.of(SpfResult.FAIL, ActionWord.REJECT),
                Map.of(),
                Map.of(),
                List.of(overrides).stream()
                        .map(text -> DomainOverride.parse(text).orThrow())
                        .toList());
    }

    private static Action decide(SpfPolicy policy, SpfOutcome mailFrom) {
        return policy.decide(mailFrom, Optional.empty(), Optional.empty(), "");
    }

    private static String reply(Action action) {
        if (action instanceof Action.Reject reject) {
            return reject.reply().toString();
        }
        return action instanceof Action.Defer defer
                ? defer.reply().toString()
                : action.word().keyword();
    }

    @ParameterizedTest
    @CsvSource({
        "FAIL, 550 5.7.23",
        "PERMERROR, 550 5.7.24",
        "TEMPERROR, 550 5.7.24",
        "SOFTFAIL, 550 5.7.1",
        "NEUTRAL, 550 5.7.1",
        "NONE, 550 5.7.1",
        "PASS, 550 5.7.1"
    })
    void aRejectionHasTheCodeOfItsResult(SpfResult result, String code) {
        assertThat(reply(decide(all(ActionWord.REJECT), mailFrom(result)))).startsWith(code + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "FAIL, 451 4.7.23",
        "PERMERROR, 451 4.7.24",
        "TEMPERROR, 451 4.4.3",
        "SOFTFAIL, 451 4.7.1",
        "NEUTRAL, 451 4.7.1",
        "NONE, 451 4.7.1",
        "PASS, 451 4.7.1"
    })
    void aDeferralHasTheCodeOfItsResult(SpfResult result, String code) {
        assertThat(reply(decide(all(ActionWord.DEFER), mailFrom(result)))).startsWith(code + " ");
    }

    @Test
    void aPassThatIsNotListedIsAccepted() {
        assertThat(decide(TAGGING, mailFrom(SpfResult.PASS))).isEqualTo(new Action.Accept());
    }

    @ParameterizedTest
    @EnumSource(value = SpfResult.class, mode = EnumSource.Mode.EXCLUDE, names = "PASS")
    void everyOtherResultThatIsNotListedIsTagged(SpfResult result) {
        assertThat(decide(TAGGING, mailFrom(result))).isEqualTo(new Action.Tag());
    }

    @Test
    void theOperatorsTextTakesThePlaceOfOursForFail() {
        Action action = all(ActionWord.REJECT)
                .decide(mailFrom(SpfResult.FAIL), Optional.empty(), Optional.empty(), "see http://why.example");
        assertThat(reply(action)).isEqualTo("550 5.7.23 see http://why.example");
    }

    @Test
    void theTextOfAnErrorIsOurs() {
        Action action = all(ActionWord.REJECT)
                .decide(mailFrom(SpfResult.PERMERROR), Optional.empty(), Optional.empty(), "unused");
        assertThat(reply(action)).doesNotContain("unused");
    }

    @Test
    void aDomainThatIsNoneCannotEndTheReply() {
        SpfOutcome hostile = outcome(SpfResult.FAIL, SpfIdentity.MAIL_FROM, "x\r\n250 ok\0\u00e4");
        assertThat(reply(decide(all(ActionWord.REJECT), hostile))).endsWith(" x??250 ok??");
    }

    @Test
    void theStricterOfMailFromAndHeloDecides() {
        SpfPolicy policy = new SpfPolicy(
                Map.of(SpfResult.SOFTFAIL, ActionWord.DEFER),
                Map.of(SpfResult.FAIL, ActionWord.REJECT),
                Map.of(),
                List.of());
        SpfOutcome helo = outcome(SpfResult.FAIL, SpfIdentity.HELO, "h.example");
        Action action = policy.decide(mailFrom(SpfResult.SOFTFAIL), Optional.of(helo), Optional.empty(), "about alice");
        assertThat(reply(action))
                .isEqualTo("550 5.7.23 SPF: this host is not allowed to send mail from HELO h.example");
    }

    @Test
    void aHeloResultThatIsNotListedChangesNothing() {
        SpfOutcome helo = outcome(SpfResult.FAIL, SpfIdentity.HELO, "h.example");
        assertThat(TAGGING.decide(mailFrom(SpfResult.PASS), Optional.of(helo), Optional.empty(), ""))
                .isEqualTo(new Action.Accept());
    }

    @Test
    void aHeloThatPassesDoesNotMakeUpForMailFrom() {
        SpfOutcome helo = outcome(SpfResult.PASS, SpfIdentity.HELO, "h.example");
        assertThat(overriding().decide(mailFrom(SpfResult.FAIL), Optional.of(helo), Optional.empty(), ""))
                .isInstanceOf(Action.Reject.class);
    }

    @Test
    void aRefusalByGuessDoesNotMentionSpf() {
        SpfPolicy policy = new SpfPolicy(Map.of(), Map.of(), Map.of(SpfResult.FAIL, ActionWord.REJECT), List.of());
        Action action = policy.decide(
                mailFrom(SpfResult.NONE), Optional.empty(), Optional.of(mailFrom(SpfResult.FAIL)), "SPF says no");
        assertThat(reply(action)).isEqualTo("550 5.7.1 Mail from example.com is refused by local policy");
    }

    @Test
    void aGuessOfPassAcceptsNothingThatNoneDoesNot() {
        SpfPolicy policy = new SpfPolicy(Map.of(SpfResult.NONE, ActionWord.REJECT), Map.of(), Map.of(), List.of());
        assertThat(policy.decide(mailFrom(SpfResult.NONE), Optional.empty(), Optional.of(mailFrom(SpfResult.PASS)), ""))
                .isInstanceOf(Action.Reject.class);
    }

    @Test
    void anOverrideTreatsAResultAsAnother() {
        assertThat(decide(overriding("example.com:fail=softfail"), mailFrom(SpfResult.FAIL)))
                .isEqualTo(new Action.Tag());
        assertThat(reply(decide(overriding("example.com:softfail=fail"), mailFrom(SpfResult.SOFTFAIL))))
                .startsWith("550 5.7.23");
    }

    @Test
    void anOverrideMayNameAnAction() {
        assertThat(decide(overriding("example.com:fail=accept"), mailFrom(SpfResult.FAIL)))
                .isEqualTo(new Action.Accept());
    }

    @Test
    void theFirstOverrideThatFitsDecides() {
        SpfPolicy policy = overriding("example.com:none=reject", "example.com:fail=tag", "example.com:fail=reject");
        assertThat(decide(policy, mailFrom(SpfResult.FAIL))).isEqualTo(new Action.Tag());
    }

    @ParameterizedTest(name = "{0} fits {1}: {2}")
    @CsvSource({
        "example.com, example.com, true",
        "example.com, a.example.com, false",
        ".example.com, a.example.com, true",
        ".example.com, a.b.example.com, true",
        ".example.com, example.com, false",
        ".example.com, badexample.com, false",
        "EXAMPLE.com, example.com, true"
    })
    void anOverrideIsForADomainOrForWhatIsBelowIt(String override, String domain, boolean fits) {
        SpfOutcome fail = outcome(SpfResult.FAIL, SpfIdentity.MAIL_FROM, domain);
        assertThat(decide(overriding(override + ":fail=accept"), fail).equals(new Action.Accept()))
                .isEqualTo(fits);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                ":",
                "=",
                ":=",
                ".:fail=tag",
                "example.com",
                "example.com:fail",
                "example.com=fail:tag",
                "example.com:fail=",
                "example.com:fail=maybe",
                "example.com:Fail=tag",
                "..example.com:fail=tag",
                "example.com:fail=tag:x"
            })
    void anOverrideIsMalformed(String text) {
        assertThat(DomainOverride.parse(text)).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void nothingCanBeRefusedWhenNoActionRefuses() {
        assertThat(TAGGING.canRefuse()).isFalse();
        assertThat(overriding().canRefuse()).isTrue();
        assertThat(new SpfPolicy(
                                Map.of(),
                                Map.of(),
                                Map.of(),
                                List.of(DomainOverride.parse("example.com:fail=defer")
                                        .orThrow()))
                        .canRefuse())
                .isTrue();
    }

    /** RFC 9989 §7.1: DMARC is to see what SPF alone would refuse, unless the domain sends no mail at all. */
    @Test
    void besideDmarcOnlyFailsOfBareRecordsAreRefused() {
        SpfPolicy policy = all(ActionWord.REJECT).rejectingOnlyBareRecords();
        SpfOutcome fail = mailFrom(SpfResult.FAIL);
        SpfOutcome bare = new SpfOutcome(
                SpfResult.FAIL,
                SpfIdentity.MAIL_FROM,
                fail.sender(),
                fail.domain(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                true);

        assertThat(decide(policy, fail)).isInstanceOf(Action.Tag.class);
        assertThat(reply(decide(policy, bare))).startsWith("550 5.7.23");
        assertThat(decide(policy, mailFrom(SpfResult.SOFTFAIL))).isInstanceOf(Action.Reject.class);
        assertThat(policy.canRefuse()).isTrue();
    }
}
