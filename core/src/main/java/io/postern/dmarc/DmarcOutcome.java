// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.value.DomainName;
import io.postern.value.Problem;
import java.util.List;
import java.util.Optional;

/**
 * The result of DMARC validation and how it came about: facts, no decisions.
 *
 * @param request what it was made from
 * @param discovery of the Author Domain; of several, of the one whose failure weighs most
 * @param alignments of the same domain
 * @param problem why, for TEMPERROR and PERMERROR always
 * @param each of several Author Domains; empty if there is one or none
 */
public record DmarcOutcome(
        DmarcResult result,
        DmarcRequest request,
        PolicyDiscovery discovery,
        Alignments alignments,
        Optional<Problem> problem,
        List<DmarcOutcome> each) {
    public DmarcOutcome {
        each = List.copyOf(each);
        boolean error = result == DmarcResult.TEMPERROR || result == DmarcResult.PERMERROR;
        if (error && problem.isEmpty()) {
            throw new IllegalArgumentException(result + " without a problem");
        }
    }

    /** The domain that was evaluated; empty where there is none. */
    public Optional<DomainName> authorDomain() {
        if (request.author() instanceof AuthorDomain.Single single) {
            return Optional.of(single.domain());
        }
        return each.stream()
                .filter(one -> one.discovery.equals(discovery))
                .findFirst()
                .flatMap(DmarcOutcome::authorDomain);
    }

    /**
     * What the Author Domain asks to be done with this message, {@code t=y} considered: none unless it fails. Of
     * several domains the strictest of those that fail counts.
     */
    public PolicyRequest disposition() {
        if (result == DmarcResult.FAIL) {
            return discovery.policy().map(AppliedPolicy::effective).orElse(PolicyRequest.NONE);
        }
        return each.stream().map(DmarcOutcome::disposition).reduce(PolicyRequest.NONE, PolicyRequest::stricter);
    }

    /** The same without {@code t=y}. */
    public PolicyRequest publishedDisposition() {
        if (result == DmarcResult.FAIL) {
            return discovery.policy().map(AppliedPolicy::published).orElse(PolicyRequest.NONE);
        }
        return each.stream()
                .map(DmarcOutcome::publishedDisposition)
                .reduce(PolicyRequest.NONE, PolicyRequest::stricter);
    }

    /** Exim's word, {@code $dmarc_status}. */
    public DmarcStatus status() {
        return switch (result) {
            case PASS -> DmarcStatus.ACCEPT;
            case FAIL -> failed(disposition());
            case NONE -> DmarcStatus.NORECORD;
            case TEMPERROR -> DmarcStatus.TEMPERROR;
            case PERMERROR -> disposition() == PolicyRequest.NONE ? DmarcStatus.NOFROM : failed(disposition());
        };
    }

    /** {@code $dmarc_status_text}: a few words for a person; printable ASCII. */
    public String statusText() {
        return status().text();
    }

    /** {@code $dmarc_used_domain}: who publishes the record that applies; empty if none does. */
    public String usedDomain() {
        return discovery.policy().map(policy -> policy.recordDomain().value()).orElse("");
    }

    /** {@code $dmarc_domain_policy}: what that record says of the Author Domain; empty if there is none. */
    public String domainPolicy() {
        return discovery.policy().map(policy -> policy.published().keyword()).orElse("");
    }

    /** {@code $dmarc_alignment_spf}: whether SPF passed for an aligned domain. */
    public boolean alignmentSpf() {
        return alignments.spf() == Alignment.ALIGNED;
    }

    /** {@code $dmarc_alignment_dkim}: whether a signature passed for an aligned domain. */
    public boolean alignmentDkim() {
        return alignments.dkim() == Alignment.ALIGNED;
    }

    /** Whether the Public Suffix List was asked and says otherwise. */
    public boolean methodsDiffer() {
        return discovery.secondOpinion().filter(SecondOpinion::differs).isPresent();
    }

    private static DmarcStatus failed(PolicyRequest policy) {
        return switch (policy) {
            case REJECT -> DmarcStatus.REJECT;
            case QUARANTINE -> DmarcStatus.QUARANTINE;
            case NONE -> DmarcStatus.NONE;
        };
    }
}
