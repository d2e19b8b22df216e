// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.DnsResolver;
import io.postern.spf.SpfTransaction.Identities;
import io.postern.value.DomainConverter;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import io.postern.value.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpfTransactionTest {
    private static final Optional<SpfRecord> GUESS =
            Optional.of(SpfRecord.parse(SpfTransaction.EXIM_GUESS).orThrow());

    private static SpfTransaction transaction(DnsResolver dns, Identities identities, Optional<SpfRecord> guess) {
        return new SpfTransaction(
                dns,
                Scenario.CLOCK,
                DomainConverter.ASCII_ONLY,
                Duration.ofSeconds(20),
                identities,
                Explanations.IGNORE,
                guess);
    }

    private static CompletableFuture<SpfFindings> check(Scenario scenario, Identities identities) {
        return transaction(scenario, identities, GUESS)
                .check(scenario.request(), Trace.OFF)
                .toCompletableFuture();
    }

    private static SpfFindings findings(Scenario scenario) {
        return check(scenario, Identities.HELO_AND_MAIL_FROM).join();
    }

    @Test
    void bothIdentitiesAreAskedForAtOnce() {
        PendingResolver dns = new PendingResolver(Scenario.cassette("example.com TXT v=spf1 -all"));
        CompletableFuture<SpfFindings> findings = check(Scenario.of(dns), Identities.HELO_AND_MAIL_FROM);
        assertThat(dns.open()).containsExactly("example.com TXT", "mail.example.com TXT");
        assertThat(findings).isNotDone();
    }

    @Test
    void theOrderOfTheTwoAnswersDoesNotMatter() {
        for (List<String> order : List.of(
                List.of("example.com TXT", "mail.example.com TXT"),
                List.of("mail.example.com TXT", "example.com TXT"))) {
            PendingResolver dns = new PendingResolver(
                    Scenario.cassette("example.com TXT v=spf1 -all\nmail.example.com TXT v=spf1 ~all"));
            CompletableFuture<SpfFindings> findings = check(Scenario.of(dns), Identities.HELO_AND_MAIL_FROM);
            order.forEach(dns::answer);
            assertThat(findings)
                    .isCompletedWithValueMatching(found -> found.mailFrom().result() == SpfResult.FAIL
                            && found.helo().orElseThrow().result() == SpfResult.SOFTFAIL);
        }
    }

    @Test
    void heloIsNotCheckedUnlessWanted() {
        Scenario scenario = Scenario.ofRecord("v=spf1 -all");
        SpfFindings findings = check(scenario, Identities.MAIL_FROM).join();
        assertThat(findings.helo()).isEmpty();
        assertThat(scenario.questions()).containsExactly("example.com TXT");
    }

    @Test
    void forTheNullSenderHeloIsCheckedOnce() {
        SpfFindings findings =
                findings(Scenario.ofRecord("v=spf1 -all").mailFrom("").helo("example.com"));
        assertThat(findings.mailFrom().result()).isEqualTo(SpfResult.FAIL);
        assertThat(findings.helo()).isEmpty();
    }

    @Test
    void whatBothChecksNeedIsAskedOnce() {
        Scenario scenario = Scenario.ofRecord("v=spf1 -all").helo("example.com");
        findings(scenario);
        assertThat(scenario.questions()).containsExactly("example.com TXT");
    }

    @Test
    void aGuessFollowsNone() {
        SpfFindings findings = findings(Scenario.of("example.com A 192.0.2.9"));
        assertThat(findings.mailFrom().result()).isEqualTo(SpfResult.NONE);
        assertThat(findings.guess().orElseThrow().result()).isEqualTo(SpfResult.PASS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=spf1 +all", "v=spf1 -all", "v=spf1 ~all", "v=spf1", "v=spf1 bogus", "TIMEOUT"})
    void noGuessFollowsAnythingElse(String record) {
        assertThat(findings(Scenario.ofRecord(record)).guess()).isEmpty();
    }

    @Test
    void noGuessIsMadeUnlessWanted() {
        Scenario scenario = Scenario.of("example.com A 192.0.2.1");
        SpfFindings findings = transaction(scenario, Identities.MAIL_FROM, Optional.empty())
                .check(scenario.request(), Trace.OFF)
                .toCompletableFuture()
                .join();
        assertThat(findings.guess()).isEmpty();
    }

    @Test
    void aGuessAboutADomainThatIsNoneIsNone() {
        SpfFindings findings = findings(Scenario.of("example.com A 192.0.2.1").mailFrom("alice@localhost"));
        assertThat(findings.guess().orElseThrow().result()).isEqualTo(SpfResult.NONE);
    }

    @Test
    void aTimeoutForHeloDoesNotChangeMailFrom() {
        SpfFindings findings = findings(Scenario.of("example.com TXT v=spf1 +all\nmail.example.com * TIMEOUT"));
        assertThat(findings.mailFrom().result()).isEqualTo(SpfResult.PASS);
        assertThat(findings.helo().orElseThrow().result()).isEqualTo(SpfResult.TEMPERROR);
    }

    @Test
    void aResolverThatNeverAnswersEndsInTemperrorAtTheDeadline() {
        Scenario scenario = Scenario.of(new PendingResolver(Scenario.cassette("example.com TXT v=spf1 -all")));
        SpfFindings findings = new SpfTransaction(
                        scenario,
                        Scenario.CLOCK,
                        DomainConverter.ASCII_ONLY,
                        Duration.ofMillis(50),
                        Identities.HELO_AND_MAIL_FROM,
                        Explanations.SHOW,
                        GUESS)
                .check(scenario.request(), Trace.OFF)
                .toCompletableFuture()
                .join();
        assertThat(findings.mailFrom().result()).isEqualTo(SpfResult.TEMPERROR);
        assertThat(findings.helo().orElseThrow().result()).isEqualTo(SpfResult.TEMPERROR);
    }

    @Test
    void internationalizedDomainsAreConvertedBeforeTheyAreLookedUp() {
        DomainConverter converter = text -> text.equals("b\u00fccher.example")
                ? Parsed.ok(DomainName.of("xn--bcher-kva.example"))
                : DomainName.parse(text);
        Scenario scenario = Scenario.of("xn--bcher-kva.example TXT v=spf1 exists:%{o}.u.example -all\n"
                        + "xn--bcher-kva.example.u.example A 127.0.0.2")
                .mailFrom("alice@b\u00fccher.example");
        SpfOutcome outcome = scenario.checkHost()
                .converting(converter)
                .mailFrom(scenario.request())
                .toCompletableFuture()
                .join();
        assertThat(outcome.authenticatedDomain()).contains(DomainName.of("xn--bcher-kva.example"));
    }

    @Test
    void aGuessThatFindsNothingIsNeutralAsInExim() {
        SpfFindings findings = findings(Scenario.of(Scenario.cassette("other.example A 192.0.2.200")));
        assertThat(findings.guess().orElseThrow().result()).isEqualTo(SpfResult.NEUTRAL);
    }

    @Test
    void anExplanationThatNobodyWantsIsNotAskedFor() {
        Scenario scenario = Scenario.ofRecord("v=spf1 -all exp=why.example.com");
        SpfFindings findings = check(scenario, Identities.MAIL_FROM).join();
        assertThat(findings.mailFrom().result()).isEqualTo(SpfResult.FAIL);
        assertThat(scenario.questions()).containsExactly("example.com TXT");
    }
}
