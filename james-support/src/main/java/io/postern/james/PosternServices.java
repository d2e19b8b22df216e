// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.authres.AuthservId;
import io.postern.backend.cassette.CassetteJson;
import io.postern.backend.dns.CacheSettings;
import io.postern.backend.dns.DnsSettings;
import io.postern.backend.dns.DnsjavaResolver;
import io.postern.backend.dns.DnssecMode;
import io.postern.backend.idn.Idna;
import io.postern.backend.psl.SuffixListSource;
import io.postern.dkim.Crypto;
import io.postern.dns.DnsResolver;
import io.postern.dns.SlowTimeouts;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.annotation.PreDestroy;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.utils.PropertiesProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all of Postern's classes share in one James: the settings of {@code conf/postern.properties}, the resolver, the
 * clock and the counters. One instance; bad settings make its construction fail, and with it James's start.
 */
@Singleton
public class PosternServices {
    private static final Logger LOGGER = LoggerFactory.getLogger(PosternServices.class);
    private static final String FILE = "postern.properties";

    private final AuthservId authservId;
    private final Duration dnsDeadline;
    private final DnsResolver resolver;
    private final Crypto crypto;
    private final LookupMaps maps;
    private final Optional<PickupSettings> pickup;
    private final Counters counters;
    private final Clock clock = Clock.systemUTC();
    private @Nullable SuffixListSource suffixes;

    @Inject
    public PosternServices(PropertiesProvider properties, Processors processors, Counters counters)
            throws ConfigurationException {
        this(written(properties), processors, counters);
    }

    private PosternServices(Map<String, String> written, Processors processors, Counters counters)
            throws ConfigurationException {
        this(
                Parameters.read(FILE, withoutMaps(written), known()),
                LookupMaps.read(FILE, written, counters),
                processors,
                counters);
    }

    private PosternServices(Parameters parameters, LookupMaps maps, Processors processors, Counters counters)
            throws ConfigurationException {
        this(
                authservId(parameters.get(CentralParameter.AUTHSERV_ID, String.class)),
                parameters.get(CentralParameter.DNS_DEADLINE, Duration.class),
                resolver(parameters),
                parameters.get(CentralParameter.CRYPTO_PROVIDER, Crypto.class),
                maps,
                PickupSettings.of(parameters, processors),
                counters);
        LOGGER.info("authserv-id={} in Authentication-Results", authservId.value());
    }

    /** For tests and for whoever brings a resolver of his own. */
    public PosternServices(AuthservId authservId, Duration dnsDeadline, DnsResolver resolver, Counters counters) {
        this(authservId, dnsDeadline, resolver, Crypto.JDK, LookupMaps.none(counters), Optional.empty(), counters);
    }

    private PosternServices(
            AuthservId authservId,
            Duration dnsDeadline,
            DnsResolver resolver,
            Crypto crypto,
            LookupMaps maps,
            Optional<PickupSettings> pickup,
            Counters counters) {
        this.authservId = authservId;
        this.dnsDeadline = dnsDeadline;
        this.resolver = resolver;
        this.crypto = crypto;
        this.maps = maps;
        this.pickup = pickup;
        this.counters = counters;
    }

    /** The name that this server's Authentication-Results fields begin with, and the receiver's name in SPF. */
    public AuthservId authservId() {
        return authservId;
    }

    /** The longest that DNS may keep one SMTP transaction. */
    public Duration dnsDeadline() {
        return dnsDeadline;
    }

    public DnsResolver resolver() {
        return resolver;
    }

    /** Verifies signatures. */
    public Crypto crypto() {
        return crypto;
    }

    public Clock clock() {
        return clock;
    }

    /** The Public Suffix List that Postern was built with; read when it is asked for first. */
    public synchronized SuffixListSource suffixes() {
        if (suffixes == null) {
            suffixes = SuffixListSource.bundled(new Idna());
        }
        return suffixes;
    }

    /** The tables that other programs write. */
    public LookupMaps maps() {
        return maps;
    }

    /** Where spool files are taken from; empty if nowhere. */
    public Optional<PickupSettings> pickup() {
        return pickup;
    }

    public Counters counters() {
        return counters;
    }

    /** James calls it when it stops. */
    @PreDestroy
    public void close() {
        if (resolver instanceof DnsjavaResolver dnsjava) {
            dnsjava.close();
        }
        maps.close();
    }

    private static List<Parameter> known() {
        return Stream.<Parameter>concat(Arrays.stream(CentralParameter.values()), PickupParameter.ALL.stream())
                .toList();
    }

    private static Map<String, String> withoutMaps(Map<String, String> written) {
        Map<String, String> others = new LinkedHashMap<>(written);
        others.keySet().removeIf(key -> key.startsWith(LookupMaps.PREFIX));
        return others;
    }

    private static Map<String, String> written(PropertiesProvider provider) throws ConfigurationException {
        Map<String, String> written = new LinkedHashMap<>();
        try {
            Configuration file = provider.getConfiguration("postern");
            file.getKeys().forEachRemaining(key -> written.put(key, String.join(",", file.getStringArray(key))));
        } catch (FileNotFoundException e) {
            LOGGER.info("no {}: defaults hold", FILE);
        }
        return written;
    }

    private static AuthservId authservId(String configured) throws BadConfiguration {
        String id = configured.isEmpty() ? hostName() : configured;
        if (DomainName.parse(id) instanceof Parsed.Malformed<DomainName> bad) {
            throw new BadConfiguration(FILE + ", authserv-id: value '" + id + "' (" + bad.message()
                    + "); allowed: a host name, such as mx.example.org");
        }
        return AuthservId.of(id);
    }

    private static String hostName() throws BadConfiguration {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new BadConfiguration(FILE + ", authserv-id: not given, and this host does not know its name");
        }
    }

    private static DnsResolver resolver(Parameters parameters) throws BadConfiguration {
        Optional<Path> cassette = parameters.optional(CentralParameter.DNS_CASSETTE, Path.class);
        return cassette.isPresent()
                ? new SlowTimeouts(
                        cassette(cassette.get()), parameters.get(CentralParameter.DNS_TIMEOUT, Duration.class))
                : network(parameters);
    }

    private static DnsResolver cassette(Path file) throws BadConfiguration {
        try {
            DnsResolver cassette = CassetteJson.read(file).fold(read -> read, bad -> {
                throw new IllegalArgumentException(bad.message() + " (" + bad.rule() + ")");
            });
            LOGGER.warn("DNS is answered by {} and not by the network: for tests and demonstrations only", file);
            return cassette;
        } catch (IOException | IllegalArgumentException e) {
            throw new BadConfiguration(FILE + ", dns.cassette: value '" + file + "' (" + e.getMessage()
                    + "); allowed: a readable file in the cassette format");
        }
    }

    private static DnsResolver network(Parameters parameters) throws BadConfiguration {
        try {
            List<InetSocketAddress> servers = parameters.list(CentralParameter.DNS_SERVERS, InetSocketAddress.class);
            int entries = parameters.get(CentralParameter.DNS_CACHE, Integer.class);
            DnsSettings settings = (servers.isEmpty() ? DnsSettings.defaults() : DnsSettings.to(servers))
                    .withTimeout(parameters.get(CentralParameter.DNS_TIMEOUT, Duration.class))
                    .withRetries(parameters.get(CentralParameter.DNS_RETRIES, Integer.class))
                    .withDnssec(parameters.get(CentralParameter.DNS_DNSSEC, DnssecMode.class))
                    .withCache(CacheSettings.DEFAULTS.withMaxEntries(entries));
            Optional<Path> anchors = parameters.optional(CentralParameter.DNS_ANCHORS, Path.class);
            return DnsjavaResolver.of(anchors.map(settings::withTrustAnchors).orElse(settings));
        } catch (IllegalArgumentException e) {
            throw new BadConfiguration(FILE + ", dns.*: " + e.getMessage());
        }
    }
}
