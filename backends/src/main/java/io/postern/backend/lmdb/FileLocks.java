// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Postfix's protocol: readers hold a shared fcntl lock on the whole data file, who writes holds an exclusive one. Such
 * a lock is the process's and not the thread's, so one lookup goes after the other, and lets go of it each time: a
 * writer that waits gets its turn.
 */
final class FileLocks {
    /** How long a lookup waits for a writer. Ours: a client waits for a reply meanwhile. */
    static final Duration WAIT = Duration.ofSeconds(2);

    private static final long PAUSE_NANOS = 200_000;

    private final Path path;
    private final FileChannel channel;
    private final ReentrantLock one = new ReentrantLock();
    private @Nullable FileLock held;

    FileLocks(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @throws UnusableFile if a writer keeps it longer than {@link #WAIT}
     */
    void lock() throws UnusableFile {
        long deadline = System.nanoTime() + WAIT.toNanos();
        try {
            if (!one.tryLock(WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnusableFile(path + ": interrupted while waiting for its writer", e);
        }
        boolean locked = false;
        try {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
            while (lock == null) {
                if (System.nanoTime() - deadline > 0) {
                    throw busy();
                }
                LockSupport.parkNanos(PAUSE_NANOS);
                lock = channel.tryLock(0, Long.MAX_VALUE, true);
            }
            held = lock;
            locked = true;
        } catch (IOException e) {
            throw new UnusableFile(path + " cannot be locked: " + e, e);
        } finally {
            if (!locked) {
                one.unlock();
            }
        }
    }

    /** Lets go of the lock, by who holds it. */
    void unlock() throws UnusableFile {
        try {
            if (held != null) {
                held.release();
                held = null;
            }
        } catch (IOException e) {
            throw new UnusableFile(path + " cannot be unlocked: " + e, e);
        } finally {
            one.unlock();
        }
    }

    private UnusableFile busy() {
        return new UnusableFile(path + " is locked by its writer for more than " + WAIT.toSeconds() + " s");
    }
}
