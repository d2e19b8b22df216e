// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.DnsAnswer;
import io.postern.dns.DnsResolver;
import io.postern.dns.RecordType;
import io.postern.value.DomainName;
import io.postern.value.ProblemKind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** RFC 7208 §4.6.4, each limit at n and at n + 1, and the limits that are ours. */
class SpfLimitsTest {
    private static final String PTR = "1.2.0.192.in-addr.arpa PTR ";

    private static String times(int count, String pattern) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> pattern.replace("#", Integer.toString(i)))
                .collect(Collectors.joining());
    }

    private static ProblemKind kind(SpfOutcome outcome) {
        return outcome.problem().orElseThrow().kind();
    }

    @Test
    void tenTermsMayAskDns() {
        SpfOutcome outcome = Scenario.of("example.com A 192.0.2.9\nexample.com TXT v=spf1" + times(10, " a") + " +all")
                .check();
        assertThat(outcome.result()).isEqualTo(SpfResult.PASS);
        assertThat(outcome.dnsLookups()).isEqualTo(10);
    }

    @Test
    void theEleventhTermIsAPermerrorEvenIfItIsTheLast() {
        SpfOutcome outcome = Scenario.of("example.com A 192.0.2.9\nexample.com TXT v=spf1" + times(11, " a"))
                .check();
        assertThat(outcome.result()).isEqualTo(SpfResult.PERMERROR);
        assertThat(kind(outcome)).isEqualTo(ProblemKind.LIMIT);
        assertThat(outcome.dnsLookups()).isEqualTo(11);
    }

    @Test
    void theEleventhTermAsksNothing() {
        Scenario scenario = Scenario.of("example.com A 192.0.2.9\nexample.com TXT v=spf1" + times(10, " a") + " mx");
        scenario.check();
        assertThat(scenario.questions()).containsExactly("example.com TXT", "example.com A");
    }

    @Test
    void anEarlierMatchKeepsTheEleventhTermFromCounting() {
        Scenario scenario = Scenario.of("example.com A 192.0.2.1\nexample.com TXT v=spf1" + times(11, " a"));
        assertThat(scenario.result()).isEqualTo(SpfResult.PASS);
    }

    @Test
    void termsThatDoNotAskAreNotLimited() {
        assertThat(Scenario.ofRecord("v=spf1" + times(99, " ip4:203.0.113.# ip6:2001:db8::#") + " -all")
                        .check()
                        .dnsLookups())
                .isZero();
    }

    @Test
    void termsOfIncludedRecordsCountWithTheOthers() {
        String zone =
                "example.com A 192.0.2.9\nexample.com TXT v=spf1 a a include:o.example +all\no.example TXT v=spf1";
        assertThat(Scenario.of(zone + times(7, " a:example.com")).result()).isEqualTo(SpfResult.PASS);
        assertThat(Scenario.of(zone + times(8, " a:example.com")).result()).isEqualTo(SpfResult.PERMERROR);
    }

    @Test
    void redirectCounts() {
        String zone = "example.com A 192.0.2.9\no.example TXT v=spf1 +all\nexample.com TXT v=spf1 redirect=o.example";
        assertThat(Scenario.of(zone + times(9, " a")).result()).isEqualTo(SpfResult.PASS);
        assertThat(Scenario.of(zone + times(10, " a")).result()).isEqualTo(SpfResult.PERMERROR);
    }

    @Test
    void aChainOfTenIncludesPassesAndOneOfElevenDoesNot() {
        String chain = "example.com TXT v=spf1 include:n1.example\n"
                + IntStream.rangeClosed(1, 9)
                        .mapToObj(i -> "n" + i + ".example TXT v=spf1 include:n" + (i + 1) + ".example\n")
                        .collect(Collectors.joining());
        assertThat(Scenario.of(chain + "n10.example TXT v=spf1 +all").result()).isEqualTo(SpfResult.PASS);
        assertThat(Scenario.of(chain + "n10.example TXT v=spf1 include:n11.example\nn11.example TXT v=spf1 +all")
                        .result())
                .isEqualTo(SpfResult.PERMERROR);
    }

    @Test
    void aLoopOfIncludesEnds() {
        Scenario scenario =
                Scenario.of("example.com TXT v=spf1 include:o.example\no.example TXT v=spf1 include:example.com");
        assertThat(scenario.result()).isEqualTo(SpfResult.PERMERROR);
        assertThat(scenario.questions()).containsExactly("example.com TXT", "o.example TXT");
    }

    @Test
    void expDoesNotCount() {
        SpfOutcome outcome = Scenario.of("example.com A 192.0.2.9\nwhy.example TXT because\nexample.com TXT v=spf1"
                        + times(10, " a") + " -all exp=why.example")
                .check();
        assertThat(outcome.explanation()).contains("because");
    }

    @Test
    void twoVoidLookupsAreAllowed() {
        SpfOutcome outcome = Scenario.ofRecord("v=spf1 a:no1.example exists:no2.example ?all")
                .check();
        assertThat(outcome.result()).isEqualTo(SpfResult.NEUTRAL);
        assertThat(outcome.voidLookups()).isEqualTo(2);
    }

    @Test
    void theThirdVoidLookupIsAPermerror() {
        SpfOutcome outcome = Scenario.ofRecord("v=spf1 a:no1.example mx:no2.example exists:no3.example ?all")
                .check();
        assertThat(outcome.result()).isEqualTo(SpfResult.PERMERROR);
        assertThat(outcome.voidLookups()).isEqualTo(3);
        assertThat(kind(outcome)).isEqualTo(ProblemKind.LIMIT);
    }

    @Test
    void theThirdVoidLookupCountsIfNoTermFollows() {
        assertThat(Scenario.ofRecord("v=spf1 a:no1.example a:no2.example a:no3.example")
                        .result())
                .isEqualTo(SpfResult.PERMERROR);
    }

    @Test
    void theThirdVoidLookupCountsAtTheEndOfAnInclude() {
        assertThat(Scenario.of("example.com TXT v=spf1 a:no1.example include:o.example +all\n"
                                + "o.example TXT v=spf1 a:no2.example a:no3.example")
                        .result())
                .isEqualTo(SpfResult.PERMERROR);
    }

    @Test
    void aNameWithoutARecordOfTheTypeIsVoidToo() {
        assertThat(Scenario.of("example.com TXT v=spf1 a:t.example a:t.example a:t.example +all\nt.example TXT hello")
                        .result())
                .isEqualTo(SpfResult.PERMERROR);
    }

    @Test
    void aTermIsOneVoidLookupAtMost() {
        SpfOutcome outcome = Scenario.of("example.com TXT v=spf1 mx +all\nexample.com MX 1 a.example\n"
                        + "example.com MX 2 b.example\nexample.com MX 3 c.example")
                .check();
        assertThat(outcome.voidLookups()).isEqualTo(1);
    }

    @Test
    void anMxOfWhichOneHostHasAnAddressIsNotVoid() {
        SpfOutcome outcome = Scenario.of("example.com TXT v=spf1 mx +all\nexample.com MX 1 a.example\n"
                        + "example.com MX 2 b.example\nb.example A 192.0.2.9")
                .check();
        assertThat(outcome.voidLookups()).isZero();
    }

    @Test
    void aNullMxIsNotVoid() {
        assertThat(Scenario.of("example.com TXT v=spf1 mx +all\nexample.com MX 0 .")
                        .check()
                        .voidLookups())
                .isZero();
    }

    @Test
    void aClientWithoutANameMakesPtrVoid() {
        assertThat(Scenario.ofRecord("v=spf1 ptr ptr +all").check().voidLookups())
                .isEqualTo(2);
        assertThat(Scenario.ofRecord("v=spf1 ptr ptr ptr +all").result()).isEqualTo(SpfResult.PERMERROR);
    }

    @Test
    void anExplanationThatIsNotThereIsNotCounted() {
        SpfOutcome outcome = Scenario.ofRecord("v=spf1 a:no1.example a:no2.example -all exp=no3.example")
                .check();
        assertThat(outcome.result()).isEqualTo(SpfResult.FAIL);
        assertThat(outcome.voidLookups()).isEqualTo(2);
    }

    @Test
    void tenMailExchangersAreLookedUp() {
        assertThat(Scenario.of("example.com TXT v=spf1 mx -all\nm10.example A 192.0.2.1\n"
                                + times(10, "example.com MX # m#.example\n"))
                        .result())
                .isEqualTo(SpfResult.PASS);
    }

    @Test
    void elevenMailExchangersAreAPermerrorAndNoneIsLookedUp() {
        Scenario scenario = Scenario.of("example.com TXT v=spf1 mx -all\nm1.example A 192.0.2.1\n"
                + times(11, "example.com MX # m#.example\n"));
        assertThat(kind(scenario.check())).isEqualTo(ProblemKind.LIMIT);
        assertThat(scenario.questions()).containsExactly("example.com TXT", "example.com MX");
    }

    @Test
    void theTenthNameOfTheClientIsLookedUp() {
        assertThat(Scenario.of("example.com TXT v=spf1 ptr -all\nm.example.com A 192.0.2.1\n"
                                + times(9, PTR + "p#.example\n")
                                + PTR
                                + "m.example.com")
                        .result())
                .isEqualTo(SpfResult.PASS);
    }

    @Test
    void theEleventhNameOfTheClientIsIgnored() {
        assertThat(Scenario.of("example.com TXT v=spf1 ptr -all\nm.example.com A 192.0.2.1\n"
                                + times(10, PTR + "p#.example\n")
                                + PTR
                                + "m.example.com")
                        .result())
                .isEqualTo(SpfResult.FAIL);
    }

    @Test
    void aHundredAddressesAreNoProblem() {
        assertThat(Scenario.of("example.com TXT v=spf1 a -all\n" + times(100, "example.com A 192.0.2.#\n"))
                        .from("192.0.2.100")
                        .result())
                .isEqualTo(SpfResult.PASS);
    }

    @Test
    void aRecordOfThirtyThousandTermsIsEvaluated() {
        String terms = " ip4:203.0.113.1".repeat(15_000) + " ip6:2001:db8::1".repeat(15_000);
        assertThat(Scenario.ofRecord("v=spf1" + terms + " ip4:192.0.2.1").result())
                .isEqualTo(SpfResult.PASS);
    }

    @Test
    void thirtyThousandTermsBehindAnAnswerThatComesLaterAreEvaluated() {
        PendingResolver dns = new PendingResolver(Scenario.cassette("example.com A 192.0.2.9\nexample.com TXT v=spf1 a"
                + " ip4:203.0.113.1".repeat(30_000) + " ip4:192.0.2.1"));
        Scenario scenario = Scenario.of(dns);
        CompletableFuture<SpfOutcome> outcome =
                scenario.checkHost().mailFrom(scenario.request()).toCompletableFuture();
        dns.answer("example.com TXT");
        dns.answer("example.com A");
        assertThat(outcome).isCompletedWithValueMatching(found -> found.result() == SpfResult.PASS);
    }

    @Test
    void aMacroNamedTenThousandTimesMakesNoLargeText() {
        String local = "x".repeat(1_900);
        Scenario scenario = Scenario.of("why.example TXT " + "%{S}".repeat(10_000) + "\nexample.com TXT v=spf1 exists:"
                        + "%{S}".repeat(10_000) + ".example -all exp=why.example")
                .mailFrom(local + "@example.com");
        assertThat(scenario.explanation()).hasSize(MacroValues.MAX_LENGTH);
    }

    @Test
    void aSpentDeadlineIsATemperror() {
        SpfOutcome outcome =
                Scenario.ofRecord("v=spf1 +all").within(Duration.ZERO).check();
        assertThat(outcome.result()).isEqualTo(SpfResult.TEMPERROR);
        assertThat(kind(outcome)).isEqualTo(ProblemKind.DEADLINE);
    }

    @Test
    void aSpentBudgetIsATemperrorAndNotAPtrThatDoesNotMatch() {
        SpfOutcome outcome = Scenario.ofRecord("v=spf1 ptr -all").asking(1).check();
        assertThat(outcome.result()).isEqualTo(SpfResult.TEMPERROR);
        assertThat(kind(outcome)).isEqualTo(ProblemKind.BUDGET);
    }

    @Test
    void aBudgetSpentOnTheNamesOfTheClientIsATemperror() {
        Scenario scenario = Scenario.of("example.com TXT v=spf1 ptr -all\n" + PTR + "a.example\n" + PTR
                + "m.example.com\nm.example.com A 192.0.2.1");
        assertThat(scenario.asking(3).result()).isEqualTo(SpfResult.TEMPERROR);
        assertThat(scenario.asking(4).result()).isEqualTo(SpfResult.PASS);
    }

    @Test
    void aNameThatMatchesIsEnoughWhateverTheBudgetLeavesOut() {
        assertThat(Scenario.of("example.com TXT v=spf1 ptr -all\n" + PTR + "m.example.com\n" + PTR
                                + "a.example\nm.example.com A 192.0.2.1")
                        .asking(3)
                        .result())
                .isEqualTo(SpfResult.PASS);
    }

    @Test
    void aSpentBudgetDoesNotMakeTheValidatedNameUnknown() {
        String zone = "example.com TXT v=spf1 a:unknown.example ";
        assertThat(Scenario.of(zone + "a:%{p}.example -all\nunknown.example A 192.0.2.9")
                        .asking(2)
                        .result())
                .isEqualTo(SpfResult.TEMPERROR);
        assertThat(Scenario.of(zone + "redirect=%{p}.example\nunknown.example A 192.0.2.9")
                        .asking(2)
                        .result())
                .isEqualTo(SpfResult.TEMPERROR);
    }

    @Test
    void aFailStaysAFailWhenTheBudgetDoesNotReachForItsExplanation() {
        SpfOutcome outcome = Scenario.of("example.com TXT v=spf1 -all exp=why.example\nwhy.example TXT because")
                .asking(1)
                .check();
        assertThat(outcome.result()).isEqualTo(SpfResult.FAIL);
        assertThat(outcome.explanation()).isEmpty();
    }

    @Test
    void aMailExchangerThatMatchesDoesNotWaitForTheOnesBehindIt() {
        PendingResolver dns = new PendingResolver(Scenario.cassette("""
                example.com TXT v=spf1 mx -all
                example.com MX 1 a.example
                example.com MX 2 b.example
                a.example A 192.0.2.1
                """));
        Scenario scenario = Scenario.of(dns);
        CompletableFuture<SpfOutcome> outcome =
                scenario.checkHost().mailFrom(scenario.request()).toCompletableFuture();
        dns.answer("example.com TXT");
        dns.answer("example.com MX");
        dns.answer("a.example A");
        assertThat(dns.open()).containsExactly("b.example A");
        assertThat(outcome).isCompletedWithValueMatching(found -> found.result() == SpfResult.PASS);
    }

    @Test
    void aMailExchangerThatMatchesWaitsForTheOnesBeforeIt() {
        PendingResolver dns = new PendingResolver(
                Scenario.cassette(
                        "example.com TXT v=spf1 mx -all\n"
                                + "example.com MX 1 a.example\nexample.com MX 2 b.example\nb.example A 192.0.2.1\na.example A TIMEOUT"));
        Scenario scenario = Scenario.of(dns);
        CompletableFuture<SpfOutcome> outcome =
                scenario.checkHost().mailFrom(scenario.request()).toCompletableFuture();
        List.of("example.com TXT", "example.com MX", "b.example A", "a.example A")
                .forEach(dns::answer);
        assertThat(outcome).isCompletedWithValueMatching(found -> found.result() == SpfResult.TEMPERROR);
    }

    @Test
    void aResolverThatThrowsIsATemperrorOfOurOwn() {
        Scenario scenario = Scenario.of(new DnsResolver() {
            @Override
            public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
                throw new IllegalStateException("broken");
            }
        });
        SpfOutcome outcome = scenario.check();
        assertThat(outcome.result()).isEqualTo(SpfResult.TEMPERROR);
        assertThat(kind(outcome)).isEqualTo(ProblemKind.INTERNAL);
    }
}
