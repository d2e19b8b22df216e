// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.value.DomainName;
import io.postern.value.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What became of one signature.
 *
 * @param reasons why, first the one that decided; empty for a PASS that nothing needs to be said about
 * @param label what the signature says of itself; untrusted
 * @param verifiedDomain {@code d=}, only for PASS
 * @param bits of the key's modulus, 256 for Ed25519; 0 if there is no readable key
 * @param coverage of the body, by {@code l=}
 * @param problem for a person, for every result but PASS
 */
public record DkimOutcome(
        DkimResult result,
        List<DkimReason> reasons,
        SignatureLabel label,
        Optional<DomainName> verifiedDomain,
        int bits,
        Coverage coverage,
        Optional<Problem> problem) {
    /** Whether a verified domain may authenticate the message. */
    public enum Coverage {
        /** All that is needed is signed, or accepted unsigned. */
        ENOUGH,
        /** The body goes on behind what is signed, and the policy wants such a signature to authenticate nothing. */
        TOO_LITTLE
    }

    public DkimOutcome {
        reasons = List.copyOf(reasons);
        if (verifiedDomain.isPresent() != (result == DkimResult.PASS)) {
            throw new IllegalArgumentException("a verified domain and " + result);
        }
        if (problem.isPresent() == (result == DkimResult.PASS)) {
            throw new IllegalArgumentException(result + ", and a problem: " + problem.isPresent());
        }
    }

    /**
     * The domain that DMARC may align: present only for PASS, and not if too little of the body is signed. Holding one
     * means that it was verified.
     */
    public Optional<DomainName> authenticatedDomain() {
        return coverage == Coverage.ENOUGH ? verifiedDomain : Optional.empty();
    }

    /** The words of {@link #reasons}, separated by commas; empty if there is none. */
    public String reasonText() {
        return reasons.stream().map(DkimReason::keyword).collect(Collectors.joining(", "));
    }
}
