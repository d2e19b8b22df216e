// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import io.postern.arc.ArcFindings;
import io.postern.arc.ArcSetOutcome;
import io.postern.authres.AuthenticationResults;
import io.postern.authres.Grammar;
import io.postern.dmarc.ArcEvidence;
import io.postern.dmarc.ArcEvidence.Chain;
import io.postern.dmarc.ArcEvidence.Effect;
import io.postern.dmarc.ArcEvidence.Seal;
import io.postern.dmarc.DmarcOutcome;
import io.postern.dmarc.DmarcResult;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import java.util.Optional;

/** What the history file keeps of a chain, for aggregate reports (RFC 8617 §7.2.2). */
public final class ArcHistory {
    private ArcHistory() {}

    /**
     * The chain's part of a block; empty for a message without ARC.
     *
     * @param trusted what {@link ArcOverride#of} said
     */
    public static Optional<ArcEvidence> of(ArcFindings chain, DmarcOutcome outcome, Optional<String> trusted) {
        Chain result =
                switch (chain.state()) {
                    case NONE -> Chain.NONE;
                    case FAIL -> Chain.FAIL;
                    case PASS -> Chain.PASS;
                };
        return result == Chain.NONE
                ? Optional.empty()
                : Optional.of(new ArcEvidence(
                        result,
                        chain.chain().stream()
                                .flatMap(set -> seal(set).stream())
                                .toList(),
                        effect(outcome, trusted)));
    }

    private static Effect effect(DmarcOutcome outcome, Optional<String> trusted) {
        if (trusted.isPresent()) {
            return Effect.USED;
        }
        return outcome.result() == DmarcResult.FAIL ? Effect.FAILED : Effect.UNUSED;
    }

    /** Reports name domains: a seal without one that can be read is left out. */
    private static Optional<Seal> seal(ArcSetOutcome set) {
        return DomainName.parse(set.domain())
                .ok()
                .map(domain -> new Seal(set.instance(), domain, set.selector(), client(set)));
    }

    // RFC 8617 §7.2.2: reports tell the address that the first hop saw
    private static String client(ArcSetOutcome set) {
        return AuthenticationResults.parse(set.results(), Grammar.LENIENT).ok().stream()
                .flatMap(field -> field.results().stream())
                .flatMap(result -> result.value("smtp", "remote-ip").stream())
                .flatMap(text -> IpAddress.parse(text).ok().stream())
                .map(IpAddress::toString)
                .findFirst()
                .orElse("");
    }
}
