// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.value.DomainName;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that DKIM has to say about one message.
 *
 * @param outcomes one for each signature field, top to bottom; none if the message is not signed
 */
public record DkimFindings(List<DkimOutcome> outcomes) {
    public DkimFindings {
        outcomes = List.copyOf(outcomes);
    }

    /** The domains that DMARC may align, in the order of their signatures. */
    public Stream<DomainName> authenticatedDomains() {
        return outcomes.stream().flatMap(outcome -> outcome.authenticatedDomain().stream());
    }

    /**
     * The one word for the message: PASS if any signature passes, else TEMPERROR if any may yet pass, else the topmost
     * signature's; NONE without a signature.
     */
    public DkimResult result() {
        if (outcomes.isEmpty()) {
            return DkimResult.NONE;
        }
        return Stream.of(DkimResult.PASS, DkimResult.TEMPERROR)
                .filter(result -> outcomes.stream().anyMatch(outcome -> outcome.result() == result))
                .findFirst()
                .orElseGet(() -> outcomes.get(0).result());
    }
}
