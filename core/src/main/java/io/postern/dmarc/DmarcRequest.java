// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import java.util.List;

/**
 * What DMARC works on.
 *
 * @param author from the From field
 * @param spf of MAIL FROM
 * @param signatures one for each DKIM-Signature field whose {@code d=} can be read, the broken ones too, top to bottom
 */
public record DmarcRequest(AuthorDomain author, SpfEvidence spf, List<SignedDomain> signatures) {
    public DmarcRequest {
        signatures = List.copyOf(signatures);
    }
}
