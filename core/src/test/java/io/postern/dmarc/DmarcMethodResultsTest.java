// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.authres.AuthenticationResults;
import io.postern.authres.Grammar;
import io.postern.authres.MethodResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class DmarcMethodResultsTest {
    private static String field(DmarcOutcome outcome, String more) {
        MethodResult result = DmarcMethodResults.of(outcome, more);
        String body = AuthenticationResults.of("mx.example.org", List.of(result))
                .toField()
                .unfoldedBody();
        assertThat(AuthenticationResults.parse(body, Grammar.STRICT).orThrow().results())
                .containsExactly(result);
        return body.substring(body.indexOf("dmarc="));
    }

    // RFC 9989 §9.1
    @Test
    void theAuthorDomainAndThePolicyAreNamed() {
        Evaluated message = Evaluated.in("harbor.example v=DMARC1; p=reject; sp=quarantine; t=y")
                .from("news.harbor.example");
        assertThat(field(message.outcome(), "quarantined"))
                .isEqualTo(
                        "dmarc=fail (p=reject sp=quarantine t=y quarantined) header.from=news.harbor.example policy.dmarc=none");
        assertThat(field(message.dkim("harbor.example").outcome(), ""))
                .startsWith("dmarc=pass (p=reject sp=quarantine t=y) header.from=news.harbor.example");
    }

    @Test
    void whatThereIsNoPolicyOrNoAuthorOfIsToldWithoutThem() {
        assertThat(field(Evaluated.in("").outcome(), "")).isEqualTo("dmarc=none header.from=example.com");
        assertThat(field(Evaluated.in("example.com SERVFAIL").outcome(), ""))
                .isEqualTo("dmarc=temperror (SERVFAIL) header.from=example.com");
        assertThat(field(Evaluated.in("").from("a@b@c").outcome(), "")).startsWith("dmarc=permerror (From: ");
    }
}
