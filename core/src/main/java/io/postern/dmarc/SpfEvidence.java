// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.spf.SpfOutcome;
import io.postern.spf.SpfResult;
import io.postern.value.DomainName;
import java.util.Optional;

/**
 * What SPF found out about MAIL FROM, which for the null sender is {@code postmaster@} the HELO name (RFC 9989 §4.4.2).
 * A separate check of HELO is no evidence.
 *
 * @param domain the one that was checked; empty where that was no domain
 */
public record SpfEvidence(SpfResult result, Optional<DomainName> domain) {
    /** SPF was not checked, or there was nothing to check. */
    public static final SpfEvidence NONE = new SpfEvidence(SpfResult.NONE, Optional.empty());

    /** From the check of MAIL FROM. */
    public static SpfEvidence from(SpfOutcome mailFrom) {
        return new SpfEvidence(
                mailFrom.result(), DomainName.parse(mailFrom.domain()).ok());
    }
}
