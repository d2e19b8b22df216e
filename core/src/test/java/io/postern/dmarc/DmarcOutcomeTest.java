// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.DnsAnswer;
import io.postern.dns.DnsResolver;
import io.postern.dns.RecordType;
import io.postern.value.DomainName;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DmarcOutcomeTest {
    private static final String ZONE = """
            reject.example v=DMARC1; p=reject
            quarantine.example v=DMARC1; p=quarantine
            none.example v=DMARC1; p=none
            down.example SERVFAIL
            useless.example v=DMARC1
            """;

    // Exim's words
    @ParameterizedTest(name = "{0}: {1}, {2}")
    @CsvSource(delimiter = '|', textBlock = """
            reject.example                            | fail      | reject     | reject
            quarantine.example                        | fail      | quarantine | quarantine
            none.example                              | fail      | none       | none
            passing.example                           | none      | norecord   | ''
            useless.example                           | none      | norecord   | ''
            down.example                              | temperror | temperror  | ''
            a@[192.0.2.1]                             | none      | norecord   | ''
            a@10.0.0.1                                | none      | norecord   | ''
            <@>                                       | permerror | nofrom     | ''
            a@b@c                                     | permerror | nofrom     | ''
            a@reject.example, b@none.example          | permerror | reject     | reject
            a@none.example, b@quarantine.example      | permerror | quarantine | quarantine
            a@none.example, b@norecord.example        | permerror | nofrom     | none
            """)
    void resultStatusAndPolicy(String from, String result, String status, String policy) {
        DmarcOutcome outcome = Evaluated.in(ZONE).from(from).outcome();
        assertThat(outcome.result().keyword()).isEqualTo(result);
        assertThat(outcome.status().keyword()).isEqualTo(status);
        assertThat(outcome.domainPolicy()).isEqualTo(policy);
        assertThat(DmarcStatus.of(status)).contains(outcome.status());
        assertThat(outcome.statusText()).isNotBlank();
        assertThat(outcome.problem().isPresent()).isEqualTo(result.endsWith("error"));
    }

    // RFC 9989 §11.5
    @Test
    void ofSeveralAuthorDomainsTheStrictestThatFailsCounts() {
        DmarcOutcome outcome = Evaluated.in(ZONE)
                .from("a@reject.example, b@quarantine.example, c@none.example")
                .dkim("reject.example")
                .outcome();
        assertThat(outcome.each().stream().map(DmarcOutcome::result))
                .containsExactly(DmarcResult.PASS, DmarcResult.FAIL, DmarcResult.FAIL);
        assertThat(outcome.disposition()).isEqualTo(PolicyRequest.QUARANTINE);
        assertThat(outcome.authorDomain()).contains(DomainName.of("quarantine.example"));
        assertThat(outcome.usedDomain()).isEqualTo("quarantine.example");
    }

    @Test
    void aDefectOfTheResolverIsATemporaryError() {
        DnsResolver broken = new DnsResolver() {
            @Override
            public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
                throw new IllegalStateException("broken");
            }
        };
        DmarcOutcome outcome = Evaluated.in(broken).outcome();
        assertThat(outcome.result()).isEqualTo(DmarcResult.TEMPERROR);
        assertThat(outcome.problem().map(Problem::kind)).contains(ProblemKind.INTERNAL);
    }
}
