// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.james.PickupResult.Fate;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.annotation.PreDestroy;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.james.utils.UserDefinedStartable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into the pickup directory when the system tells of a new file in it, and from time to time. Named in James's
 * {@code extensions.properties} as {@code guice.extension.startable}; has one thread of its own, and without
 * {@code pickupDirectory} none.
 */
@Singleton
public final class PickupThread implements UserDefinedStartable {
    private static final Logger LOGGER = LoggerFactory.getLogger(PickupThread.class);
    /** After a look that found somebody at work: a lock that is given up tells nobody. Doubles up to the interval. */
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    /** For the look that is under way when James stops. Ours. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(20);

    private final SpoolPickup pickup;
    private @Nullable WatchService watch;
    private @Nullable Thread thread;

    @Inject
    public PickupThread(SpoolPickup pickup) {
        this.pickup = pickup;
    }

    @Override
    public synchronized void start() {
        if (pickup.settings().isEmpty() || thread != null) {
            return;
        }
        PickupSettings settings = pickup.settings().get();
        try {
            WatchService changes = settings.directory().getFileSystem().newWatchService();
            watch = changes;
            Thread looking = new Thread(() -> run(settings, changes), "postern-pickup");
            looking.setDaemon(true);
            thread = looking;
            pickup.running(true);
            looking.start();
            LOGGER.info("spool files of {} are taken to processor {}", settings.directory(), settings.processor());
        } catch (IOException e) {
            throw new IllegalStateException("postern.properties, pickupDirectory: it cannot be watched", e);
        }
    }

    /** James calls it when it stops. Waits for the look that is under way. */
    @PreDestroy
    public synchronized void close() {
        WatchService changes = watch;
        Thread looking = thread;
        if (changes == null || looking == null) {
            return;
        }
        try {
            changes.close();
            looking.join(LAST_LOOK.toMillis());
        } catch (IOException e) {
            LOGGER.warn("pickup: {}", LogLine.printable(e.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pickup.running(false);
        thread = null;
    }

    private void run(PickupSettings settings, WatchService changes) {
        Duration wait = FIRST_WAIT;
        try {
            while (true) {
                watch(settings.directory(), changes);
                boolean busy = look();
                wait = busy ? least(wait.multipliedBy(2), settings.interval()) : FIRST_WAIT;
                if (await(changes, busy ? wait : settings.interval())) {
                    wait = FIRST_WAIT;
                }
            }
        } catch (ClosedWatchServiceException stopped) {
            LOGGER.debug("pickup ends");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            pickup.running(false);
        }
    }

    /** Whether there is reason to look again soon. */
    private boolean look() {
        try {
            return pickup.look().count(Fate.WAITING) > 0;
        } catch (IOException told) {
            LOGGER.debug("pickup", told);
            return false;
        } catch (RuntimeException unexpected) {
            LOGGER.error("pickup", unexpected);
            return false;
        }
    }

    /** Whether something has changed before the time was over. */
    private static boolean await(WatchService changes, Duration wait) throws InterruptedException {
        WatchKey key = changes.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
        boolean changed = key != null;
        while (key != null) {
            key.pollEvents();
            key.reset();
            key = changes.poll();
        }
        return changed;
    }

    /** The directory and its folders, again each time: folders come and go, and asking twice changes nothing. */
    private static void watch(Path directory, WatchService changes) {
        try {
            directory.register(changes, StandardWatchEventKinds.ENTRY_CREATE);
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory, "[0-9A-Za-z]")) {
                for (Path folder : folders) {
                    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                        folder.register(changes, StandardWatchEventKinds.ENTRY_CREATE);
                    }
                }
            }
        } catch (IOException e) {
            // the look that follows tells of a directory that is gone; others are looked into from time to time
            LOGGER.debug("pickup: not watched", e);
        }
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
