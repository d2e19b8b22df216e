// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.arc.ArcFindings;
import io.postern.arc.ArcTrust;
import io.postern.backend.file.WatchedFile;
import io.postern.dmarc.DmarcOutcome;
import io.postern.policy.ArcOverride;
import io.postern.value.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sealers of {@code arcTrustedSealers}, as the file names them now. Who is due for review is told in the log once a
 * day of his. Thread-safe.
 */
public final class TrustedSealers {
    /** Nobody is trusted. */
    public static final TrustedSealers NONE = new TrustedSealers(() -> ArcTrust.NONE, Clock.systemUTC());

    private static final Logger LOGGER = LoggerFactory.getLogger(TrustedSealers.class);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(5);
    /** Ours, against a file that is something else. */
    private static final long MAX_OCTETS = 1024 * 1024;

    private final Supplier<ArcTrust> trust;
    private final Clock clock;
    private final Set<ArcTrust.Sealer> told = ConcurrentHashMap.newKeySet();

    private TrustedSealers(Supplier<ArcTrust> trust, Clock clock) {
        this.trust = trust;
        this.clock = clock;
    }

    /**
     * Reads a file in UTF-8, in the form of {@link ArcTrust#parse}, and watches it.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is malformed
     */
    static TrustedSealers of(Path file, Clock clock) throws IOException {
        TrustedSealers sealers =
                new TrustedSealers(new WatchedFile<>(file, TrustedSealers::read, CHECK_INTERVAL, clock), clock);
        sealers.current(sealers.today());
        return sealers;
    }

    private static Parsed<ArcTrust> read(Path file) throws IOException {
        return Files.size(file) > MAX_OCTETS
                ? Parsed.malformed(0, "sealers", "larger than " + MAX_OCTETS + " octets")
                : ArcTrust.parse(Files.readString(file));
    }

    /** The comment of what a trusted chain says for a message that fails DMARC; empty where none does. */
    Optional<String> override(ArcFindings chain, DmarcOutcome outcome) {
        LocalDate today = today();
        return ArcOverride.of(current(today), chain, outcome, today);
    }

    private ArcTrust current(LocalDate today) {
        ArcTrust current = trust.get();
        List<ArcTrust.Sealer> expired = current.expired(today);
        for (ArcTrust.Sealer sealer : expired) {
            if (told.add(sealer)) {
                LOGGER.warn("{} is not trusted any more: due for review since {}", sealer.domain(), sealer.review());
            }
        }
        told.retainAll(expired);
        return current;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
