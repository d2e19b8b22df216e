// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.psl;

import io.postern.dmarc.PublicSuffixList;
import io.postern.value.DomainConverter;
import io.postern.value.Parsed;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the current Public Suffix List. A file is looked at once a minute at most, and read again when its time or size
 * has changed; while that is done the other threads go on with the list that is there. A file that cannot be read, or
 * is no list, changes nothing: the list that is there stays, and log and status say why. Thread-safe.
 */
public final class SuffixListSource implements Supplier<PublicSuffixList> {
    /** How often a file is looked at. Ours. */
    public static final Duration CHECK_INTERVAL = Duration.ofMinutes(1);

    private static final Logger LOGGER = LoggerFactory.getLogger(SuffixListSource.class);
    private static final String BUNDLED = "effective_tld_names.dat";

    /**
     * What is in use.
     *
     * @param origin the file, or {@code bundled}
     * @param date when the list was made: its own words, else the day that the file was written
     * @param failure why a newer file is not in use
     */
    public record Status(String origin, String date, int icannRules, int privateRules, Optional<String> failure) {}

    /** What a file looked like. */
    private record Look(FileTime modified, long size) {
        static final Look NONE = new Look(FileTime.fromMillis(0), -1);
    }

    private final Optional<Path> file;
    private final DomainConverter toALabels;
    private final Clock clock;
    private final ReentrantLock checking = new ReentrantLock();
    private volatile PublicSuffixList list;
    private volatile Look look = Look.NONE;
    private volatile Instant nextCheck;
    private volatile Optional<String> failure = Optional.empty();

    private SuffixListSource(Optional<Path> file, PublicSuffixList list, DomainConverter toALabels, Clock clock) {
        this.file = file;
        this.list = list;
        this.toALabels = toALabels;
        this.clock = clock;
        this.nextCheck = clock.instant().plus(CHECK_INTERVAL);
    }

    /** The list that Postern was built with. */
    public static SuffixListSource bundled(DomainConverter toALabels) {
        try (InputStream in = SuffixListSource.class.getResourceAsStream(BUNDLED)) {
            if (in == null) {
                throw new IllegalStateException("built without " + BUNDLED);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            PublicSuffixList list = PublicSuffixList.parse(text, toALabels).orThrow();
            return new SuffixListSource(Optional.empty(), list, toALabels, Clock.systemUTC());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A file in UTF-8, in the format of publicsuffix.org.
     *
     * @param clock for the interval of checks
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is no list
     */
    public static SuffixListSource of(Path file, DomainConverter toALabels, Clock clock) throws IOException {
        Look look = look(file);
        SuffixListSource source =
                new SuffixListSource(Optional.of(file), read(file, toALabels).orThrow(), toALabels, clock);
        source.look = look;
        return source;
    }

    /** Reads one file, without keeping anything. */
    public static Parsed<PublicSuffixList> read(Path file, DomainConverter toALabels) throws IOException {
        return Files.size(file) > PublicSuffixList.MAX_LENGTH
                ? Parsed.malformed(0, "public suffix list", "larger than " + PublicSuffixList.MAX_LENGTH + " octets")
                : PublicSuffixList.parse(Files.readString(file), toALabels);
    }

    @Override
    public PublicSuffixList get() {
        if (file.isPresent() && !clock.instant().isBefore(nextCheck) && checking.tryLock()) {
            try {
                check(file.get());
            } finally {
                checking.unlock();
            }
        }
        return list;
    }

    /** What is in use now. */
    public Status status() {
        PublicSuffixList current = get();
        return new Status(
                file.map(Path::toString).orElse("bundled"),
                current.version().orElseGet(() -> look.modified.toString()),
                current.icannRules(),
                current.privateRules(),
                failure);
    }

    private void check(Path path) {
        nextCheck = clock.instant().plus(CHECK_INTERVAL);
        try {
            Look now = look(path);
            if (now.equals(look)) {
                return;
            }
            // a file that is wrong is not read again before it changes
            look = now;
            Parsed<PublicSuffixList> read = read(path, toALabels);
            if (read instanceof Parsed.Malformed<PublicSuffixList> bad) {
                failed(path, bad.message());
                return;
            }
            list = read.orThrow();
            failure = Optional.empty();
            LOGGER.info("{}: {}", path, list);
        } catch (IOException unreadable) {
            look = Look.NONE;
            failed(path, unreadable.toString());
        }
    }

    private void failed(Path path, String why) {
        if (!failure.equals(Optional.of(why))) {
            LOGGER.warn("{} is not used, the list read before stays in use: {}", path, why);
        }
        failure = Optional.of(why);
    }

    private static Look look(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Look(attributes.lastModifiedTime(), attributes.size());
    }
}
