// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.authenticate.AuthenticationFindings;
import io.postern.dmarc.DmarcStatus;
import io.postern.policy.DmarcDecision;
import java.util.Optional;

/**
 * What is known of a message, and what the policy asks for because of it.
 *
 * @param dmarc what follows from DMARC; a mere tag if it is skipped
 * @param trustedChain what speaks for the message, of an ARC chain that the operator trusts
 * @param skipped why DMARC does not judge this message, a word
 */
public record AuthenticationDecision(
        AuthenticationFindings findings,
        AuthenticationFacts facts,
        DmarcDecision dmarc,
        Optional<String> trustedChain,
        Optional<String> skipped) {
    /** Exim's word. */
    public DmarcStatus status() {
        return skipped.isPresent() ? DmarcStatus.OFF : findings.dmarc().status();
    }
}
