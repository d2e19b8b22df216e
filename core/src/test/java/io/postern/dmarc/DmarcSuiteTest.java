// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.spf.SpfResult;
import io.postern.testing.DmarcSuite;
import io.postern.value.DomainName;
import io.postern.value.RecentlyRead;
import io.postern.value.Trace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of others, evaluated by core alone. */
class DmarcSuiteTest {
    static List<DmarcSuite.Case> rfc9989() {
        return DmarcSuite.rfc9989();
    }

    static List<DmarcSuite.Case> mailauth() {
        return DmarcSuite.mailauth();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"rfc9989", "mailauth"})
    void agreesWithTheSuite(DmarcSuite.Case test) {
        Evaluated evaluated = Evaluated.in(test.zone()).from(String.join(", ", test.from()));
        test.spf().ifPresent(spf -> evaluated.spf(SpfResult.of(spf.result()).orElseThrow(), spf.domain()));
        test.dkim().forEach(evaluated::dkim);
        DmarcOutcome outcome = evaluated.outcome();
        Map<String, String> actual = new TreeMap<>();
        test.expected().keySet().forEach(member -> actual.put(member, actual(member, test, outcome)));
        List<String> queries = test.queries().isEmpty()
                ? List.of()
                : outcome.discovery().queries().stream()
                        .map(query -> query.replace(" TXT", ""))
                        .toList();
        boolean agrees = actual.equals(new TreeMap<>(test.expected())) && queries.equals(test.queries());
        if (test.isDeviation()) {
            assertThat(agrees).as("a deviation that is none").isFalse();
            return;
        }
        assertThat(actual).as(evaluated.story()).isEqualTo(test.expected());
        assertThat(queries).as(evaluated.story()).isEqualTo(test.queries());
    }

    private static String actual(String member, DmarcSuite.Case test, DmarcOutcome outcome) {
        return switch (member) {
            case "result" -> outcome.result().keyword();
            case "disposition" -> outcome.disposition().keyword();
            case "policy" -> outcome.domainPolicy();
            case "policy_domain" -> outcome.usedDomain();
            case "isOrgRecord" ->
                String.valueOf(!outcome.usedDomain().equals(test.from().get(0)));
            case "spf_aligned" -> outcome.alignmentSpf() ? "yes" : "no";
            case "dkim_aligned" -> outcome.alignmentDkim() ? "yes" : "no";
            case "from_org" ->
                outcome.discovery().organizationalDomain().orElseThrow().value();
            case "spf_org" ->
                organizationalDomain(test, test.spf().orElseThrow().domain());
            case "dkim_org" -> organizationalDomain(test, test.dkim().get(0));
            case "sp" -> of(outcome, record -> record.subdomainPolicy().map(PolicyRequest::keyword));
            case "adkim" ->
                of(outcome, record -> Optional.of(record.dkimAlignment().keyword()));
            case "aspf" ->
                of(outcome, record -> Optional.of(record.spfAlignment().keyword()));
            case "strictDkim" ->
                of(outcome, record -> Optional.of("" + (record.dkimAlignment() == AlignmentMode.STRICT)));
            case "strictSpf" ->
                of(outcome, record -> Optional.of("" + (record.spfAlignment() == AlignmentMode.STRICT)));
            case "fo" ->
                of(
                        outcome,
                        record -> Optional.of(record.failureOptions().stream()
                                .map(FailureOption::keyword)
                                .collect(Collectors.joining(":"))));
            case "rua" ->
                of(
                        outcome,
                        record -> Optional.of(record.aggregateReports().get(0).toString()));
            case "ruf" ->
                of(outcome, record -> Optional.of(record.failureReports().get(0).toString()));
            default -> throw new AssertionError("unknown member: " + member);
        };
    }

    private static String of(DmarcOutcome outcome, Function<DmarcRecord, Optional<String>> member) {
        return outcome.discovery()
                .policy()
                .map(AppliedPolicy::record)
                .flatMap(member)
                .orElse("");
    }

    private static String organizationalDomain(DmarcSuite.Case test, String name) {
        return TreeWalk.from(DomainName.of(name), new PolicyRecords(test.zone(), new RecentlyRead<>(1), Trace.OFF))
                .join()
                .organizationalDomain()
                .orElseThrow()
                .value();
    }
}
