// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.history;

import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends blocks, each whole or not at all, from any number of threads and processes.
 *
 * <p>A block is one write at the end of the file (O_APPEND), under a lock of the file that other processes see (fcntl)
 * and one of this process. The file is opened for each block, so one that was renamed is followed by a new one at once;
 * one that was renamed while we waited for its lock is left for the new one. What a full disk cuts off is taken back.
 *
 * <p>Nothing is thrown: history is never worth a mail. Blocks for at most {@link #MAX_WAIT_MILLIS} while others hold
 * the lock. Thread-safe.
 */
public final class HistoryFile {
    /** How long a lock is waited for. Ours: each holder needs it for one write. */
    public static final long MAX_WAIT_MILLIS = 2_000;

    private static final Logger LOGGER = LoggerFactory.getLogger(HistoryFile.class);
    /** How often the lock of another process is tried. */
    private static final long PAUSE_NANOS = 1_000_000;
    /** Renames that one block survives. */
    private static final int MAX_REOPENS = 10;
    /** A process has one lock on a file, and gives it up when it closes any channel to it. */
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final Path file;
    private final ReentrantLock lock;
    private final AtomicBoolean failing = new AtomicBoolean();

    /** @param file in a folder that exists; the file is made when the first block comes */
    public HistoryFile(Path file) {
        this.file = file.toAbsolutePath().normalize();
        this.lock = LOCKS.computeIfAbsent(this.file, path -> new ReentrantLock());
    }

    /** Appends one block; what is given back is why it is not in the file. The first failure of a row is logged. */
    public Optional<Problem> append(byte[] block) {
        Optional<Problem> problem = tried(block);
        if (problem.isPresent() && !failing.getAndSet(true)) {
            LOGGER.warn(
                    "{}: {}; blocks are lost until this is mended",
                    file,
                    problem.get().detail());
        } else if (problem.isEmpty() && failing.getAndSet(false)) {
            LOGGER.info("{}: can be written again", file);
        }
        return problem;
    }

    private Optional<Problem> tried(byte[] block) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MAX_WAIT_MILLIS);
        try {
            if (!lock.tryLock(MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                return problem("other threads hold it");
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return problem("interrupted");
        }
        try {
            for (int i = 0; i < MAX_REOPENS; i++) {
                if (written(block, deadline)) {
                    return Optional.empty();
                }
            }
            return problem("renamed again and again");
        } catch (IOException | OverlappingFileLockException failed) {
            return problem(failed.toString());
        } finally {
            lock.unlock();
        }
    }

    /** False when the file is not the one at this path any more. */
    private boolean written(byte[] block, long deadline) throws IOException {
        Optional<Object> before = key();
        try (FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
                FileLock held = lock(channel, deadline)) {
            // keys before and after the lock tell which file was opened, unless there was none: then it is looked at
            // again
            if (before.isEmpty() || !before.equals(key())) {
                return false;
            }
            append(channel, block);
            return held.isValid();
        }
    }

    private static void append(FileChannel channel, byte[] block) throws IOException {
        long end = channel.size();
        boolean whole = false;
        try {
            whole = channel.write(ByteBuffer.wrap(block)) == block.length;
        } finally {
            if (!whole) {
                channel.truncate(end);
            }
        }
        if (!whole) {
            throw new IOException("no room for a whole block");
        }
    }

    private static FileLock lock(FileChannel channel, long deadline) throws IOException {
        FileLock held = channel.tryLock();
        while (held == null) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                throw new IOException("another process holds the lock");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            held = channel.tryLock();
        }
        return held;
    }

    /** What tells this file from another one of the same name; empty if there is none. */
    private Optional<Object> key() throws IOException {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private static Optional<Problem> problem(String detail) {
        return Optional.of(new Problem(ProblemKind.INTERNAL, detail));
    }
}
