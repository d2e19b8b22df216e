// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.backend.dns.DnsSettings;
import io.postern.backend.dns.DnsjavaResolver;
import io.postern.backend.dns.DnssecMode;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How DNS is asked over the network. */
final class NetworkOptions {
    @Option(
            names = "--server",
            paramLabel = "IP[:PORT]",
            description = "Recursive DNS server, in order of preference; may be repeated. Default: the system's.")
    private List<InetSocketAddress> servers = new ArrayList<>();

    @Option(
            names = "--dnssec",
            paramLabel = "MODE",
            defaultValue = "off",
            description = "Who validates answers: off, trust-ad or validate. Default: ${DEFAULT-VALUE}.")
    private DnssecMode dnssec = DnssecMode.OFF;

    boolean namesServers() {
        return !servers.isEmpty();
    }

    /** The caller closes it. */
    DnsjavaResolver open() {
        DnsSettings settings = servers.isEmpty() ? DnsSettings.defaults() : DnsSettings.to(servers);
        return DnsjavaResolver.of(settings.withDnssec(dnssec));
    }
}
