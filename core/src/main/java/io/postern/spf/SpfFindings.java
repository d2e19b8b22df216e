// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import java.util.Optional;

/**
 * All that SPF has to say about one transaction.
 *
 * @param mailFrom the result that counts: for DMARC, for headers, for attributes
 * @param helo when the HELO name was checked as an identity of its own
 * @param guess when a best guess was made, which is only after {@code none}; not an SPF result
 */
public record SpfFindings(
        SpfRequest request, SpfOutcome mailFrom, Optional<SpfOutcome> helo, Optional<SpfOutcome> guess) {
    /**
     * The outcome for the HELO identity. For the null sender that is the one of MAIL FROM under its other name: both
     * are the check of postmaster at the HELO name (RFC 7208 §2.4). Empty when the HELO name was not checked.
     */
    public Optional<SpfOutcome> heloIdentity() {
        return request.mailFrom().isNull() ? Optional.of(mailFrom.ofIdentity(SpfIdentity.HELO)) : helo;
    }
}
