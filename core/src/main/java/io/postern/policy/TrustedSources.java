// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import io.postern.value.IpNetwork;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Hosts and domains that an operator lists. A domain counts, with everything below it, only where it was authenticated:
 * a name that anybody can write opens no door.
 */
public record TrustedSources(List<IpNetwork> networks, List<DomainName> domains) {
    /** Nobody. */
    public static final TrustedSources NONE = new TrustedSources(List.of(), List.of());

    public TrustedSources {
        networks = List.copyOf(networks);
        domains = List.copyOf(domains);
    }

    /** Networks and domains between commas, {@code 192.0.2.0/24, lists.example}; empty is nobody. */
    public static Parsed<TrustedSources> parse(String text) {
        List<IpNetwork> networks = new ArrayList<>();
        List<DomainName> domains = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            String entry = word.strip();
            Optional<IpNetwork> network = IpNetwork.parse(entry).ok();
            Optional<DomainName> domain = DomainName.parse(entry).ok();
            if (network.isPresent()) {
                networks.add(network.get());
            } else if (domain.isPresent() && entry.indexOf('/') < 0) {
                domains.add(domain.get());
            } else if (!text.isBlank()) {
                return Parsed.malformed(text.indexOf(word), "source", "'" + entry + "' is no network and no domain");
            }
        }
        return Parsed.ok(new TrustedSources(networks, domains));
    }

    /** What of a message is listed, for a person: its client, or the first authenticated domain that is. */
    public Optional<String> match(Optional<IpAddress> client, Collection<DomainName> authenticated) {
        Optional<String> network = client.flatMap(address -> networks.stream()
                .filter(each -> each.contains(address))
                .findFirst()
                .map(IpNetwork::toString));
        return network.or(() -> authenticated.stream()
                .filter(name -> domains.stream().anyMatch(name::isEqualToOrBelow))
                .findFirst()
                .map(DomainName::value));
    }
}
