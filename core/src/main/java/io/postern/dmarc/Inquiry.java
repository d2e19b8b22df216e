// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.value.DomainName;
import io.postern.value.Trace;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How the domains of one message are asked after, and what was answered so far.
 *
 * @param suffixes may be empty where the method is the tree walk
 */
record Inquiry(DiscoveryMethod method, Optional<PublicSuffixList> suffixes, PolicyRecords records, Trace trace) {
    /** RFC 7489 §3.2: the Organizational Domain by the list; the name itself if it is a public suffix. */
    DomainName bySuffixes(DomainName name) {
        return suffixes.flatMap(list -> list.organizationalDomain(name)).orElse(name);
    }

    void step(String section, Supplier<String> text) {
        if (trace != Trace.OFF) {
            trace.step("RFC 9989 " + section, text);
        }
    }
}
