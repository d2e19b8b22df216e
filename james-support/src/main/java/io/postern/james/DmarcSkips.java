// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import io.postern.value.IpNetwork;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.james.core.MailAddress;

/**
 * Whose mail DMARC does not judge, as after Exim's {@code control = dmarc_disable_verify}.
 *
 * @param recipients addresses and domains in lower case; all recipients of a mail must be listed
 * @param authorDomains with everything below them
 */
public record DmarcSkips(List<IpNetwork> clients, Set<String> recipients, List<DomainName> authorDomains) {
    public DmarcSkips {
        clients = List.copyOf(clients);
        recipients = Set.copyOf(recipients);
        authorDomains = List.copyOf(authorDomains);
    }

    /** Why a mail is not judged, a word; empty if it is. */
    public Optional<String> reason(
            Optional<IpAddress> client, Collection<MailAddress> to, Optional<DomainName> authorDomain) {
        if (client.filter(address -> clients.stream().anyMatch(network -> network.contains(address)))
                .isPresent()) {
            return Optional.of("client");
        }
        if (!to.isEmpty() && to.stream().allMatch(this::lists)) {
            return Optional.of("recipients");
        }
        return authorDomain
                .filter(name -> authorDomains.stream().anyMatch(name::isEqualToOrBelow))
                .map(name -> "author-domain");
    }

    private boolean lists(MailAddress recipient) {
        return recipients.contains(Ascii.toLowerCase(recipient.asString()))
                || recipients.contains(Ascii.toLowerCase(recipient.getDomain().asString()));
    }
}
