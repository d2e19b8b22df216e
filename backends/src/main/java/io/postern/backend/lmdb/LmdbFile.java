// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import io.postern.backend.lmdb.Place.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Dbi;
import org.lmdbjava.LmdbException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A path, and the file that is in use for it. Every {@code reload} one lookup looks whether another file is there; that
 * one is checked, the lookups on the old one end, it is closed, and the new one is opened: in this order, as both have
 * the same lock file, which closing would unlock. Lookups that come meanwhile wait. While nothing usable is there, the
 * old file stays in use. Thread-safe.
 */
final class LmdbFile {
    private static final Logger LOGGER = LoggerFactory.getLogger(LmdbFile.class);
    private static final long END_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_NANOS = 50_000;

    private final Path path;
    private final Locking locking;
    private final Clock clock;
    private final ReentrantLock switching = new ReentrantLock();
    private volatile Duration reload;
    private volatile @Nullable Environment current;
    private volatile @Nullable Environment leaving;
    private volatile Optional<String> failure = Optional.empty();
    private volatile Instant opened = Instant.EPOCH;
    private volatile long openedNanos;
    private volatile long nextLook;
    private volatile boolean closed;

    LmdbFile(Path path, Locking locking, Duration reload, Clock clock) {
        this.path = path;
        this.locking = locking;
        this.reload = reload;
        this.clock = clock;
    }

    Locking locking() {
        return locking;
    }

    Path path() {
        return path;
    }

    /** The shortest interval that any map of this file wants. */
    void lookEvery(Duration interval) {
        reload = interval.compareTo(reload) < 0 ? interval : reload;
    }

    /** Why the file that is there is not in use, or cannot be. */
    Optional<String> failure() {
        return failure;
    }

    /** When the file in use was opened. */
    Instant opened() {
        return opened;
    }

    /**
     * A reader of the file in use; goes back by {@link Environment#give}.
     *
     * @throws UnusableFile if no file is in use
     */
    Reader take() throws UnusableFile {
        while (true) {
            Environment environment = current;
            if (environment == null || System.nanoTime() - nextLook >= 0) {
                environment = looked();
            }
            Reader reader = environment.take();
            if (reader != null) {
                return reader;
            }
            // it has been left since: there is another one, or none, for which the next round waits
        }
    }

    /** Looks now. */
    void look() throws UnusableFile {
        switching.lock();
        try {
            nextLook = System.nanoTime();
            looked();
        } finally {
            switching.unlock();
        }
    }

    /** Closes what is in use, for good. */
    void close() {
        switching.lock();
        try {
            closed = true;
            failure = Optional.of(path + " is closed");
            leave();
        } finally {
            switching.unlock();
        }
    }

    /**
     * A lookup has failed in an environment. If another one could help, it is left, and the next lookup opens what is
     * there: at once after a writer has made the file larger than the map, else once in {@code reload}.
     */
    void failed(Environment environment, Exception why) {
        switching.lock();
        try {
            boolean grown = why instanceof Dbi.MapResizedException;
            boolean openedJustNow = System.nanoTime() - openedNanos < reload.toNanos();
            if (environment != current || (openedJustNow && !grown && why instanceof LmdbException)) {
                return;
            }
            if (!grown) {
                failure = Optional.of(String.valueOf(why.getMessage()));
                LOGGER.warn("{} is left: {}", path, why.getMessage());
            }
            leave();
            nextLook = openedJustNow && !grown ? openedNanos + reload.toNanos() : System.nanoTime();
        } finally {
            switching.unlock();
        }
    }

    private Environment looked() throws UnusableFile {
        Environment before = current;
        if (before != null && !switching.isHeldByCurrentThread() && switching.isLocked()) {
            // somebody else is looking
            return before;
        }
        switching.lock();
        try {
            if (System.nanoTime() - nextLook >= 0) {
                nextLook = System.nanoTime() + reload.toNanos();
                lookAndSwitch();
            }
            Environment now = current;
            if (now == null) {
                throw new UnusableFile(failure.orElse(path + " is not open"));
            }
            return now;
        } finally {
            switching.unlock();
        }
    }

    private void lookAndSwitch() {
        try {
            if (closed) {
                return;
            }
            Place place = Place.of(path);
            Environment before = current;
            if (before != null) {
                Identity there = place.identity(locking);
                if (there.equals(before.identity()) && place.equals(before.place())) {
                    failure = Optional.empty();
                    return;
                }
                requireUsable(place, before, there);
                leave();
            }
            requireLeft();
            current = Environment.open(place, locking);
            opened = clock.instant();
            openedNanos = System.nanoTime();
            failure = Optional.empty();
            LOGGER.info("{} opened, locking={}", path, locking.keyword());
        } catch (UnusableFile unusable) {
            if (!failure.equals(Optional.of(unusable.text()))) {
                LOGGER.warn(
                        "{}{}",
                        unusable.text(),
                        current == null ? "" : "; the file that was opened before stays in use");
            }
            failure = Optional.of(unusable.text());
        }
    }

    /** Before the old file is left: what can be known of the new one without opening it. */
    private void requireUsable(Place place, Environment before, Identity there) throws UnusableFile {
        place.requireRights(locking);
        if (!there.data().equals(before.identity().data())) {
            try (Head head = Head.open(place.data())) {
                head.requireWhole();
            } catch (IOException e) {
                throw new UnusableFile(place.data() + " cannot be closed: " + e, e);
            }
        }
    }

    private void leave() {
        Environment before = current;
        if (before != null) {
            current = null;
            leaving = before;
            before.retire();
        }
    }

    /** Waits until the last lookup on the file before has ended, which takes microseconds. */
    private void requireLeft() throws UnusableFile {
        Environment before = leaving;
        long begun = System.nanoTime();
        while (before != null && !before.isClosed()) {
            if (System.nanoTime() - begun > END_NANOS) {
                throw new UnusableFile(path + ": a lookup in the file before does not end");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        leaving = null;
    }
}
