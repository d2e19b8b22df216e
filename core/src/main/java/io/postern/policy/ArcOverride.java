// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import io.postern.arc.ArcAuthor;
import io.postern.arc.ArcFindings;
import io.postern.arc.ArcTrust;
import io.postern.dmarc.AlignmentMode;
import io.postern.dmarc.AppliedPolicy;
import io.postern.dmarc.AuthorDomain;
import io.postern.dmarc.DmarcOutcome;
import io.postern.dmarc.DmarcRecord;
import io.postern.dmarc.DmarcResult;
import io.postern.value.DomainName;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether a trusted chain speaks for a message that fails DMARC (RFC 8617 §7.2.1, RFC 9989 §7.4): what
 * {@link DmarcCircumstances#trustedArcChain} says.
 */
public final class ArcOverride {
    private ArcOverride() {}

    /**
     * The comment of the override; empty if there is none. A message of several authors, or of none, has no chain that
     * could speak for it.
     *
     * <p>An identifier in somebody's results is aligned if it is the Author Domain, or unless the record is strict, its
     * Organizational Domain or below that; DNS is not asked whether it has an Organizational Domain of its own.
     */
    public static Optional<String> of(ArcTrust trust, ArcFindings chain, DmarcOutcome outcome, LocalDate today) {
        if (outcome.result() != DmarcResult.FAIL
                || !(outcome.request().author() instanceof AuthorDomain.Single author)) {
            return Optional.empty();
        }
        ArcAuthor who = new ArcAuthor(
                author.domain(),
                aligned(author.domain(), outcome, DmarcRecord::spfAlignment),
                aligned(author.domain(), outcome, DmarcRecord::dkimAlignment));
        return trust.believed(chain, who, today).map(ArcTrust.Believed::comment);
    }

    private static ArcAuthor.Aligned aligned(
            DomainName author, DmarcOutcome outcome, Function<DmarcRecord, AlignmentMode> alignment) {
        AlignmentMode mode = outcome.discovery()
                .policy()
                .map(AppliedPolicy::record)
                .map(alignment)
                .orElse(AlignmentMode.STRICT);
        Optional<DomainName> organization = outcome.discovery().organizationalDomain();
        return domain -> domain.equals(author)
                || (mode == AlignmentMode.RELAXED
                        && organization.filter(domain::isEqualToOrBelow).isPresent());
    }
}
