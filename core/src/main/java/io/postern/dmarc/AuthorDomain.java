// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.value.DomainName;
import io.postern.value.Problem;
import java.util.List;

/** What the From field of a message says about who wrote it (RFC 9989 §5.3.1). */
public sealed interface AuthorDomain {
    /** One domain, of one mailbox or of several. */
    record Single(DomainName domain) implements AuthorDomain {}

    /** Mailboxes of different domains. At least two, all different, in the order of the field. */
    record Several(List<DomainName> domains) implements AuthorDomain {
        public Several {
            domains = List.copyOf(domains);
        }
    }

    /** A mailbox at an address literal, or another place that is not in DNS. */
    record NotInDns(String shown) implements AuthorDomain {}

    /** There is no From field, or no mailbox in it (an empty group). */
    record Missing(Problem why) implements AuthorDomain {}

    /** More than one From field, or one that breaks its grammar, or too much of something. */
    record Unusable(Problem why) implements AuthorDomain {}
}
