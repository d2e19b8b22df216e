// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import java.time.Duration;

/**
 * How much a resolver remembers, and for how long. A record with TTL 0 is never kept (RFC 1035 §3.2.1).
 *
 * @param maxEntries answers kept; 0 keeps none, and only questions that are under way are shared
 * @param minTtl a shorter TTL than this is taken for this; zero leaves TTLs as they are
 * @param maxTtl of answers with records
 * @param maxNegativeTtl of NODATA and NXDOMAIN, whose own TTL is the SOA's (RFC 2308 §5)
 * @param failureTtl of time-outs, SERVFAIL and bogus answers; zero keeps none
 */
public record CacheSettings(
        int maxEntries, Duration minTtl, Duration maxTtl, Duration maxNegativeTtl, Duration failureTtl) {
    /** RFC 2308 §7 and RFC 9520 §3.2: a failure is cached for at most five minutes. */
    public static final Duration MAX_FAILURE_TTL = Duration.ofMinutes(5);

    /**
     * 100,000 entries; a day (ours); three hours (RFC 2308 §5: one to three hours work well); failures five seconds
     * (RFC 9520 §3.2: at least one).
     */
    public static final CacheSettings DEFAULTS =
            new CacheSettings(100_000, Duration.ZERO, Duration.ofDays(1), Duration.ofHours(3), Duration.ofSeconds(5));

    public CacheSettings {
        if (maxEntries < 0) {
            throw new IllegalArgumentException("cache entries: " + maxEntries + ", allowed: 0 or more");
        }
        check("minimal TTL", minTtl, maxTtl);
        check("maximal TTL", maxTtl, Duration.ofDays(7));
        check("maximal negative TTL", maxNegativeTtl, maxTtl);
        check("failure TTL", failureTtl, MAX_FAILURE_TTL);
    }

    public CacheSettings withMaxEntries(int entries) {
        return new CacheSettings(entries, minTtl, maxTtl, maxNegativeTtl, failureTtl);
    }

    public CacheSettings withTtls(Duration least, Duration most, Duration mostNegative) {
        return new CacheSettings(maxEntries, least, most, mostNegative, failureTtl);
    }

    public CacheSettings withFailureTtl(Duration ttl) {
        return new CacheSettings(maxEntries, minTtl, maxTtl, maxNegativeTtl, ttl);
    }

    /** How long records, or the absence of records, of this TTL are kept. */
    Duration keep(Ttl ttl) {
        if (maxEntries == 0 || ttl.seconds() == 0) {
            return Duration.ZERO;
        }
        Duration published = Duration.ofSeconds(ttl.seconds());
        return min(max(published, minTtl), ttl.negative() ? maxNegativeTtl : maxTtl);
    }

    Duration keepFailure() {
        return maxEntries == 0 ? Duration.ZERO : failureTtl;
    }

    private static void check(String what, Duration value, Duration most) {
        if (value.isNegative() || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(what + ": " + value + ", allowed: 0 to " + most);
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
