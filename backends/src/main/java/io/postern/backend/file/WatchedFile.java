// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.file;

import io.postern.value.Parsed;
import java.io.IOException;
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
 * What a file says now. It is looked at after an interval at the earliest, and read again when its time or size has
 * changed; while that is done the other threads go on with what was read before. A file that cannot be read, or is
 * malformed, changes nothing: what was read before stays, and log and {@link #failure} say why. Thread-safe.
 *
 * @param <T> immutable
 */
public final class WatchedFile<T> implements Supplier<T> {
    private static final Logger LOGGER = LoggerFactory.getLogger(WatchedFile.class);

    /**
     * How a file is read.
     *
     * @param <T> as what
     */
    @FunctionalInterface
    public interface Reading<T> {
        Parsed<T> read(Path file) throws IOException;
    }

    /** What a file looked like. */
    private record Look(FileTime modified, long size) {
        static final Look NONE = new Look(FileTime.fromMillis(0), -1);
    }

    private final Path file;
    private final Reading<T> reading;
    private final Duration interval;
    private final Clock clock;
    private final ReentrantLock checking = new ReentrantLock();
    private volatile T value;
    private volatile Look look;
    private volatile Instant nextCheck;
    private volatile Optional<String> failure = Optional.empty();

    /**
     * Reads a file for the first time.
     *
     * @param interval between looks
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is malformed
     */
    public WatchedFile(Path file, Reading<T> reading, Duration interval, Clock clock) throws IOException {
        this.file = file;
        this.reading = reading;
        this.interval = interval;
        this.clock = clock;
        this.look = look(file);
        this.value = reading.read(file).orThrow();
        this.nextCheck = clock.instant().plus(interval);
    }

    @Override
    public T get() {
        if (!clock.instant().isBefore(nextCheck) && checking.tryLock()) {
            try {
                check();
            } finally {
                checking.unlock();
            }
        }
        return value;
    }

    public Path file() {
        return file;
    }

    /** When what is in use, or was tried last, was written. */
    public FileTime modified() {
        return look.modified;
    }

    /** Why a newer file is not in use. */
    public Optional<String> failure() {
        return failure;
    }

    private void check() {
        nextCheck = clock.instant().plus(interval);
        try {
            Look now = look(file);
            if (now.equals(look)) {
                return;
            }
            // a file that is wrong is not read again before it changes
            look = now;
            Parsed<T> read = reading.read(file);
            if (read instanceof Parsed.Malformed<T> bad) {
                failed(bad.message());
                return;
            }
            value = read.orThrow();
            failure = Optional.empty();
            LOGGER.info("{} has changed and was read again", file);
        } catch (IOException unreadable) {
            look = Look.NONE;
            failed(unreadable.toString());
        }
    }

    private void failed(String why) {
        if (!failure.equals(Optional.of(why))) {
            LOGGER.warn("{} is not used, what was read before stays in use: {}", file, why);
        }
        failure = Optional.of(why);
    }

    private static Look look(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Look(attributes.lastModifiedTime(), attributes.size());
    }
}
