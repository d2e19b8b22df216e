// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.value.DomainName;
import java.util.List;
import java.util.Optional;

/**
 * What was found out about an Author Domain, and how.
 *
 * @param method the one that decided, TREEWALK or PSL
 * @param organizationalDomain empty where DNS did not tell, and where there was no domain to ask for
 * @param policy empty where no record applies
 * @param secondOpinion of the Public Suffix List, if one was asked for and a record applies
 * @param queries the questions put to DNS, {@code _dmarc.example.com TXT}, in order, those of identifiers too
 */
public record PolicyDiscovery(
        DiscoveryMethod method,
        Optional<DomainName> organizationalDomain,
        Optional<AppliedPolicy> policy,
        Optional<SecondOpinion> secondOpinion,
        List<String> queries) {
    public PolicyDiscovery {
        queries = List.copyOf(queries);
    }
}
