// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dmarc.SignedDomain.Verdict;
import io.postern.spf.SpfResult;
import io.postern.value.DomainName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Discovery and alignment in small DNS worlds (RFC 9989 §4.10). */
class TreeWalkTest {
    private static final String FAMILY =
            "harbor.example v=DMARC1; p=reject; sp=quarantine; np=reject\nnews.harbor.example +";

    private static Optional<String> organizational(DmarcOutcome outcome) {
        return outcome.discovery().organizationalDomain().map(DomainName::value);
    }

    @Test
    void theParentsRecordAppliesAndNothingIsAskedTwice() {
        Evaluated message = Evaluated.in(FAMILY)
                .from("news.harbor.example")
                .spf("bounce.harbor.example")
                .dkim("harbor.example");
        DmarcOutcome outcome = message.outcome();
        assertThat(outcome.result()).isEqualTo(DmarcResult.PASS);
        assertThat(outcome.alignmentSpf()).isTrue();
        assertThat(outcome.alignmentDkim()).isTrue();
        assertThat(organizational(outcome)).contains("harbor.example");
        assertThat(outcome.usedDomain()).isEqualTo("harbor.example");
        assertThat(message.asked())
                .containsExactly(
                        "news.harbor.example",
                        "harbor.example",
                        "example",
                        "news.harbor.example A",
                        "bounce.harbor.example");
    }

    @Test
    void npIsForNamesThatDoNotExistAndSpForThoseThatDo() {
        Evaluated ghost = Evaluated.in(FAMILY).from("ghost.harbor.example");
        assertThat(ghost.outcome().disposition()).isEqualTo(PolicyRequest.REJECT);
        assertThat(ghost.asked())
                .containsExactly("ghost.harbor.example", "harbor.example", "example", "ghost.harbor.example A");
        assertThat(Evaluated.in(FAMILY).from("news.harbor.example").outcome().disposition())
                .isEqualTo(PolicyRequest.QUARANTINE);
    }

    @Test
    void whatExistsBelowTheNameProvesItAndNoQuestionIsAsked() {
        Evaluated message =
                Evaluated.in(FAMILY + "\n_dmarc.news.harbor.example +").from("news.harbor.example");
        assertThat(message.outcome().disposition()).isEqualTo(PolicyRequest.QUARANTINE);
        Evaluated underscore = Evaluated.in("harbor.example v=DMARC1; p=none; np=reject\nx._dmarc.sub.harbor.example +")
                .from("sub.harbor.example");
        assertThat(underscore.asked()).containsExactly("sub.harbor.example", "harbor.example", "example");
    }

    @Test
    void anOwnRecordHidesTheFamily() {
        Evaluated message = Evaluated.in("shop.lumen.example v=DMARC1; p=reject")
                .from("shop.lumen.example")
                .spf("lumen.example")
                .dkim("lumen.example");
        assertThat(message.result()).isEqualTo(DmarcResult.FAIL);
        assertThat(organizational(message.outcome())).contains("shop.lumen.example");
        assertThat(message.asked()).containsExactly("shop.lumen.example", "lumen.example", "example");
    }

    @Test
    void psdNoMakesADepartmentAnOrganization() {
        Evaluated message = Evaluated.in("lab.uni.example v=DMARC1; p=quarantine; psd=n\nuni.example v=DMARC1; p=none")
                .from("cs.lab.uni.example")
                .spf("uni.example")
                .dkim("mail.lab.uni.example");
        DmarcOutcome outcome = message.outcome();
        assertThat(outcome.alignmentSpf()).isFalse();
        assertThat(outcome.alignmentDkim()).isTrue();
        assertThat(outcome.domainPolicy()).isEqualTo("quarantine");
        assertThat(message.asked()).containsExactly("cs.lab.uni.example", "lab.uni.example", "mail.lab.uni.example");
    }

    @Test
    void aRegistryLendsItsPolicyToWhoHasNone() {
        Evaluated message = Evaluated.in("coop.example v=DMARC1; p=reject; sp=quarantine; psd=y")
                .from("post.bakery.coop.example")
                .spf("bakery.coop.example")
                .dkim("florist.coop.example");
        DmarcOutcome outcome = message.outcome();
        assertThat(organizational(outcome)).contains("bakery.coop.example");
        assertThat(outcome.usedDomain()).isEqualTo("coop.example");
        assertThat(outcome.domainPolicy()).isEqualTo("quarantine");
        assertThat(outcome.alignmentSpf()).isTrue();
        assertThat(outcome.alignmentDkim()).isFalse();
        assertThat(message.asked()).containsExactly("post.bakery.coop.example", "bakery.coop.example", "coop.example");
    }

    @ParameterizedTest(name = "{0} labels: {1} questions")
    @CsvSource({"1, 1", "2, 2", "7, 7", "8, 8", "9, 8", "10, 8", "120, 8"})
    void atMostEightQuestions(int labels, int questions) {
        DomainName name = DomainName.of("a.".repeat(labels - 1) + "example");
        List<DomainName> targets = TreeWalk.targets(name);
        assertThat(targets).hasSize(questions).doesNotHaveDuplicates().startsWith(name);
        assertThat(targets.get(targets.size() - 1).labels()).hasSize(1);
        assertThat(Evaluated.in("").from(name.value()).asked()).hasSize(questions);
    }

    @Test
    void whatTheJumpPassesOverIsNotSeen() {
        String deep = "n1.n2.n3.n4.n5.n6.n7.n8.vast.example";
        assertThat(Evaluated.in("n3.n4.n5.n6.n7.n8.vast.example v=DMARC1; p=reject")
                        .from(deep)
                        .result())
                .isEqualTo(DmarcResult.NONE);
        assertThat(Evaluated.in("n4.n5.n6.n7.n8.vast.example v=DMARC1; p=reject")
                        .from(deep)
                        .result())
                .isEqualTo(DmarcResult.FAIL);
    }

    @Test
    void theOrganizationalDomainMayBeANameThatWasNeverAsked() {
        DmarcOutcome outcome = Evaluated.in("c.d.e.f.g.psd.example v=DMARC1; p=reject; psd=y")
                .from("z.a.b.c.d.e.f.g.psd.example")
                .outcome();
        // one label was dropped in one step with others: b.c.d.e.f.g.psd.example has eight
        assertThat(organizational(outcome)).contains("b.c.d.e.f.g.psd.example");
        assertThat(outcome.usedDomain()).isEqualTo("c.d.e.f.g.psd.example");
    }

    @Test
    void aRecordBetweenAuthorAndOrganizationCountsForNothing() {
        assertThat(Evaluated.in("team.corp.example v=DMARC1; p=none\ncorp.example v=DMARC1; p=reject")
                        .from("x.team.corp.example")
                        .outcome()
                        .usedDomain())
                .isEqualTo("corp.example");
        DmarcOutcome outcome = Evaluated.in(
                        "dept.firm.coop.example v=DMARC1; p=none\ncoop.example v=DMARC1; p=none; psd=y; sp=reject")
                .from("a.dept.firm.coop.example")
                .outcome();
        assertThat(organizational(outcome)).contains("firm.coop.example");
        assertThat(outcome.usedDomain()).isEqualTo("coop.example");
        assertThat(outcome.domainPolicy()).isEqualTo("reject");
    }

    @Test
    void twoRecordsAreDiscardedAndTheWalkGoesOn() {
        DmarcOutcome outcome = Evaluated.in(
                        "pay.twin.example v=DMARC1; p=none | v=DMARC1; p=reject\ntwin.example v=DMARC1; p=quarantine")
                .from("pay.twin.example")
                .outcome();
        assertThat(outcome.usedDomain()).isEqualTo("twin.example");
        assertThat(outcome.domainPolicy()).isEqualTo("quarantine");
    }

    @Test
    void aCarelessRegistryMakesStrangersAlign() {
        String zone = "zone v=DMARC1; p=none\nalpha.zone v=DMARC1; p=reject";
        assertThat(Evaluated.in(zone).from("alpha.zone").dkim("mail.beta.zone").result())
                .isEqualTo(DmarcResult.PASS);
        assertThat(Evaluated.in(zone + "; psd=n")
                        .from("alpha.zone")
                        .dkim("mail.beta.zone")
                        .result())
                .isEqualTo(DmarcResult.FAIL);
    }

    @Test
    void aPublicSuffixThatWritesMailIsItsOwnOrganization() {
        DmarcOutcome outcome = Evaluated.in("coop.example v=DMARC1; p=reject; psd=y")
                .from("coop.example")
                .spf("mail.coop.example")
                .outcome();
        assertThat(organizational(outcome)).contains("coop.example");
        assertThat(outcome.result()).isEqualTo(DmarcResult.FAIL);
    }

    // RFC 9989 §4.10.1, §5.3.6
    @Test
    void aFailureAboveDoesNotMatterToWhoIsIdentical() {
        String zone = "quay.example v=DMARC1; p=reject\nexample SERVFAIL";
        assertThat(Evaluated.in(zone).from("quay.example").dkim("quay.example").result())
                .isEqualTo(DmarcResult.PASS);
        assertThat(Evaluated.in(zone)
                        .from("quay.example")
                        .dkim("m.quay.example")
                        .result())
                .isEqualTo(DmarcResult.TEMPERROR);
        assertThat(Evaluated.in(zone).from("quay.example").dkim("other.test").result())
                .isEqualTo(DmarcResult.FAIL);
        assertThat(Evaluated.in(zone + "\n")
                        .from("m.quay.example")
                        .dkim("quay.example")
                        .result())
                .isEqualTo(DmarcResult.TEMPERROR);
        String strict = "quay.example v=DMARC1; p=reject; adkim=s\nexample SERVFAIL";
        assertThat(Evaluated.in(strict)
                        .from("quay.example")
                        .dkim("m.quay.example")
                        .result())
                .isEqualTo(DmarcResult.FAIL);
    }

    @Test
    void aTemporaryFailureIsNeverFailNorNone() {
        assertThat(Evaluated.in("example.com SERVFAIL").result()).isEqualTo(DmarcResult.TEMPERROR);
        assertThat(Evaluated.in("com SERVFAIL").result()).isEqualTo(DmarcResult.TEMPERROR);
        assertThat(Evaluated.in("example.com SERVFAIL").dkim("example.com").result())
                .isEqualTo(DmarcResult.TEMPERROR);
        DmarcOutcome outcome = Evaluated.in("example.com SERVFAIL").outcome();
        assertThat(outcome.problem()).isPresent();
        assertThat(outcome.status()).isEqualTo(DmarcStatus.TEMPERROR);
    }

    @Test
    void anIdentifiersFailureCountsOnlyIfItCouldAlign() {
        String zone = "example.com v=DMARC1; p=reject\na.example.com SERVFAIL";
        assertThat(Evaluated.in(zone).dkim("a.example.com").result()).isEqualTo(DmarcResult.TEMPERROR);
        assertThat(Evaluated.in(zone)
                        .dkim("a.example.com")
                        .dkim("b.example.com")
                        .result())
                .isEqualTo(DmarcResult.PASS);
        assertThat(Evaluated.in(zone).dkim(Verdict.TEMPERROR, "example.com").result())
                .isEqualTo(DmarcResult.TEMPERROR);
        assertThat(Evaluated.in(zone).dkim(Verdict.TEMPERROR, "other.test").result())
                .isEqualTo(DmarcResult.FAIL);
        assertThat(Evaluated.in(zone).spf(SpfResult.TEMPERROR, "b.example.com").result())
                .isEqualTo(DmarcResult.TEMPERROR);
        assertThat(Evaluated.in(zone).spf(SpfResult.TEMPERROR, "other.test").result())
                .isEqualTo(DmarcResult.FAIL);
    }

    // RFC 9989 §4.4.1, §4.4.2: pass alone authenticates
    @Test
    void onlyAPassAuthenticates() {
        for (Verdict verdict :
                List.of(Verdict.UNCOUNTED_PASS, Verdict.FAIL, Verdict.POLICY, Verdict.NEUTRAL, Verdict.PERMERROR)) {
            assertThat(Evaluated.in("example.com v=DMARC1; p=reject")
                            .dkim(verdict, "example.com")
                            .result())
                    .isEqualTo(DmarcResult.FAIL);
        }
        for (SpfResult result :
                List.of(SpfResult.NONE, SpfResult.NEUTRAL, SpfResult.SOFTFAIL, SpfResult.FAIL, SpfResult.PERMERROR)) {
            assertThat(Evaluated.in("example.com v=DMARC1; p=reject")
                            .spf(result, "example.com")
                            .result())
                    .isEqualTo(DmarcResult.FAIL);
        }
    }

    @Test
    void anyOfManySignaturesIsEnoughAndStrangersCostNothing() {
        Evaluated message = Evaluated.in("example.com v=DMARC1; p=reject");
        for (int i = 0; i < 500; i++) {
            message.dkim("s" + i + ".test");
        }
        assertThat(message.asked()).containsExactly("example.com", "com");
        assertThat(message.dkim("example.com").result()).isEqualTo(DmarcResult.PASS);
    }

    @Test
    void subdomainsOfTheAuthorAreWalkedForWithinTheLimit() {
        Evaluated message = Evaluated.in("example.com v=DMARC1; p=reject; psd=n");
        for (int i = 0; i < 500; i++) {
            message.dkim("s" + i + ".example.com.");
        }
        assertThat(message.result()).isEqualTo(DmarcResult.PASS);
        Evaluated hostile = Evaluated.in("example.com v=DMARC1; p=reject\n" + hostileZone());
        for (int i = 0; i < 500; i++) {
            hostile.dkim("s" + i + ".example.com");
        }
        assertThat(hostile.result()).isEqualTo(DmarcResult.FAIL);
        assertThat(hostile.asked()).hasSize(2 + DmarcValidation.MAX_IDENTIFIERS);
    }

    private static String hostileZone() {
        StringBuilder zone = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            zone.append("s" + i + ".example.com v=DMARC1; p=none; psd=n\n");
        }
        return zone.toString();
    }

    @Test
    void theExistenceQuestionsFailureMattersOnlyOnAFail() {
        String zone = "harbor.example v=DMARC1; p=none; np=reject";
        Evaluated undecided = Evaluated.in(failingExistence(zone)).from("ghost.harbor.example");
        assertThat(undecided.result()).isEqualTo(DmarcResult.TEMPERROR);
        assertThat(Evaluated.in(failingExistence(zone))
                        .from("ghost.harbor.example")
                        .spf("harbor.example")
                        .result())
                .isEqualTo(DmarcResult.PASS);
    }

    private static io.postern.dns.Cassette failingExistence(String zone) {
        String[] parts = zone.split(" ", 2);
        return io.postern.dns.Cassette.builder()
                .txt("_dmarc." + parts[0], parts[1])
                .word("ghost." + parts[0], io.postern.dns.Cassette.Word.SERVFAIL)
                .build();
    }

    @Test
    void aNameTooLongForItsPrefixHasNoRecord() {
        String longest = ("a".repeat(63) + ".").repeat(3) + "a".repeat(53) + ".example";
        assertThat(longest).hasSize(253);
        Evaluated message = Evaluated.in("example v=DMARC1; p=reject").from(longest);
        assertThat(message.result()).isEqualTo(DmarcResult.FAIL);
        assertThat(message.asked()).hasSize(4);
    }

    @Test
    void testModeIsOneStepMilder() {
        DmarcOutcome outcome =
                Evaluated.in("example.com v=DMARC1; p=reject; t=y").outcome();
        assertThat(outcome.disposition()).isEqualTo(PolicyRequest.QUARANTINE);
        assertThat(outcome.publishedDisposition()).isEqualTo(PolicyRequest.REJECT);
        assertThat(outcome.status()).isEqualTo(DmarcStatus.QUARANTINE);
        assertThat(outcome.domainPolicy()).isEqualTo("reject");
        assertThat(Evaluated.in("example.com v=DMARC1; p=quarantine; t=y")
                        .outcome()
                        .disposition())
                .isEqualTo(PolicyRequest.NONE);
    }

    @Test
    void whetherTheAuthorSignedIsToldOfBrokenSignaturesToo() {
        String zone = "example.com v=DMARC1; p=reject; adkim=s";
        assertThat(Evaluated.in(zone)
                        .dkim(Verdict.FAIL, "m.example.com")
                        .outcome()
                        .alignments()
                        .authorSigned())
                .isTrue();
        assertThat(Evaluated.in(zone)
                        .dkim(Verdict.FAIL, "other.test")
                        .outcome()
                        .alignments()
                        .authorSigned())
                .isFalse();
        assertThat(Evaluated.in(zone).outcome().alignments().authorSigned()).isFalse();
    }
}
