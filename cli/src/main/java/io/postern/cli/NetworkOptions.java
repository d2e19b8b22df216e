// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.backend.dns.DnsSettings;
import io.postern.backend.dns.DnsjavaResolver;
import io.postern.backend.dns.DnssecMode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--anchors",
            paramLabel = "FILE",
            description = "Trust anchors for --dnssec validate: DS or DNSKEY records. Default: the root's keys.")
    private @Nullable Path anchors;

    boolean namesServers() {
        return !servers.isEmpty();
    }

    /** The caller closes it. */
    DnsjavaResolver open() {
        DnsSettings settings =
                (servers.isEmpty() ? DnsSettings.defaults() : DnsSettings.to(servers)).withDnssec(dnssec);
        return DnsjavaResolver.of(anchors == null ? settings : settings.withTrustAnchors(anchors));
    }
}
