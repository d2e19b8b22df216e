// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import io.postern.value.Ascii;
import io.postern.value.IpAddress;
import io.postern.value.Parsed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.ResolverConfig;

/**
 * How a {@link DnsjavaResolver} asks. Start from {@link #defaults()} and change what differs.
 *
 * @param servers recursive servers in order of preference, at least one
 * @param timeout of one attempt at one server; a question as a whole may take {@link #deadline()}
 * @param retries further attempts after a time-out, 0 to 10, going round the servers
 * @param dnssec who decides that an answer is secure
 * @param trustAnchors a file of DS or DNSKEY records in master-file form, for {@link DnssecMode#VALIDATE}; without one,
 *     the root's keys that come with Postern
 * @param cache what is remembered
 */
public record DnsSettings(
        List<InetSocketAddress> servers,
        Duration timeout,
        int retries,
        DnssecMode dnssec,
        Optional<Path> trustAnchors,
        CacheSettings cache) {
    public static final int DEFAULT_PORT = 53;
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    public static final int DEFAULT_RETRIES = 2;

    private static final String RULE = "DNS server";

    public DnsSettings {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("DNS servers: none, needed: at least one");
        }
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("DNS time-out: " + timeout + ", allowed: up to one minute");
        }
        if (retries < 0 || retries > 10) {
            throw new IllegalArgumentException("DNS retries: " + retries + ", allowed: 0 to 10");
        }
    }

    /** The system's servers, five seconds, two retries, DNSSEC off, the default cache. */
    public static DnsSettings defaults() {
        return to(ResolverConfig.getCurrentConfig().servers());
    }

    /** As {@link #defaults()}, but with these servers; the system's are not looked for. */
    public static DnsSettings to(List<InetSocketAddress> servers) {
        return new DnsSettings(
                servers, DEFAULT_TIMEOUT, DEFAULT_RETRIES, DnssecMode.OFF, Optional.empty(), CacheSettings.DEFAULTS);
    }

    public DnsSettings withTimeout(Duration perAttempt) {
        return new DnsSettings(servers, perAttempt, retries, dnssec, trustAnchors, cache);
    }

    public DnsSettings withRetries(int furtherAttempts) {
        return new DnsSettings(servers, timeout, furtherAttempts, dnssec, trustAnchors, cache);
    }

    public DnsSettings withDnssec(DnssecMode mode) {
        return new DnsSettings(servers, timeout, retries, mode, trustAnchors, cache);
    }

    public DnsSettings withTrustAnchors(Path file) {
        return new DnsSettings(servers, timeout, retries, dnssec, Optional.of(file), cache);
    }

    public DnsSettings withCache(CacheSettings settings) {
        return new DnsSettings(servers, timeout, retries, dnssec, trustAnchors, settings);
    }

    /**
     * The longest time that a question may take: each attempt's time-out, and one more for what CNAMEs and keys cost.
     */
    public Duration deadline() {
        return timeout.multipliedBy(retries + 2L);
    }

    /** {@code 192.0.2.53}, {@code 192.0.2.53:5353}, {@code 2001:db8::53} or {@code [2001:db8::53]:5353}. */
    public static Parsed<InetSocketAddress> parseServer(String text) {
        int bracket = text.lastIndexOf(']');
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[") && bracket > 0;
        boolean withPort = bracketed ? colon == bracket + 1 : colon >= 0 && colon == text.indexOf(':');
        if (bracketed && !withPort && bracket != text.length() - 1) {
            return Parsed.malformed(bracket + 1, RULE, "only a port may follow the bracket");
        }
        int port = withPort ? port(text.substring(colon + 1)) : DEFAULT_PORT;
        if (port < 1) {
            return Parsed.malformed(colon + 1, RULE, "a port is 1 to 65535");
        }
        String host = withPort ? text.substring(0, colon) : text;
        return IpAddress.parse(bracketed ? host.substring(1, bracket) : host).map(ip -> socketAddress(ip, port));
    }

    private static int port(String digits) {
        boolean number =
                !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(Ascii::isDigit);
        int port = number ? Integer.parseInt(digits) : -1;
        return port > 0xFFFF ? -1 : port;
    }

    private static InetSocketAddress socketAddress(IpAddress address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address.octets()), port);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("an IpAddress has 4 or 16 octets", impossible);
        }
    }
}
