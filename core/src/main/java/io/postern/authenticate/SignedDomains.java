// SPDX-License-Identifier: Apache-2.0
package io.postern.authenticate;

import io.postern.dkim.DkimFindings;
import io.postern.dkim.DkimOutcome;
import io.postern.dmarc.SignedDomain;
import io.postern.dmarc.SignedDomain.Verdict;
import io.postern.value.DomainName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What DMARC is told of the signatures. */
final class SignedDomains {
    private SignedDomains() {}

    /** One for each signature whose {@code d=} can be read, in order. */
    static List<SignedDomain> of(DkimFindings findings) {
        List<SignedDomain> domains = new ArrayList<>(findings.outcomes().size());
        for (DkimOutcome outcome : findings.outcomes()) {
            domain(outcome)
                    .ifPresent(domain ->
                            domains.add(new SignedDomain(domain, outcome.label().selector(), verdict(outcome))));
        }
        return domains;
    }

    private static Optional<DomainName> domain(DkimOutcome outcome) {
        return outcome.verifiedDomain()
                .or(() -> DomainName.parse(outcome.label().domain()).ok());
    }

    private static Verdict verdict(DkimOutcome outcome) {
        return switch (outcome.result()) {
            // RFC 6376 §8.2: who may add to a body behind l= is not the author
            case PASS -> outcome.authenticatedDomain().isPresent() ? Verdict.PASS : Verdict.UNCOUNTED_PASS;
            case FAIL -> Verdict.FAIL;
            case POLICY -> Verdict.POLICY;
            case NONE, NEUTRAL -> Verdict.NEUTRAL;
            case TEMPERROR -> Verdict.TEMPERROR;
            case PERMERROR -> Verdict.PERMERROR;
        };
    }
}
