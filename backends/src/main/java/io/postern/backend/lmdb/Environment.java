// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import io.postern.backend.lmdb.Place.Identity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file under a memory map, from its opening until another one takes its place. It is closed when it is retired and
 * its last reader has ended. Thread-safe.
 */
final class Environment {
    /** The most lookups at one time; a further one waits. Ours: LMDB's table has 126 places for all processes. */
    static final int READERS = 32;

    private static final Logger LOGGER = LoggerFactory.getLogger(Environment.class);
    private static final int MAX_DATABASES = 64;
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE_NANOS = 50_000;
    /** How often a transaction is begun again whose number is not the file's: 50 ms in all. */
    private static final int PATIENCE = 1_000;

    /** The files that are open in this JVM: none may be twice. */
    private static final Set<Object> OPEN = ConcurrentHashMap.newKeySet();

    private final Place place;
    private final Identity identity;
    private final Head head;
    private final Env<byte[]> env;
    private final Locking locking;
    private final Optional<FileLocks> fileLocks;
    private final Reader[] readers = new Reader[READERS];
    private final AtomicInteger unclosed = new AtomicInteger(READERS);
    private final Map<String, Dbi<byte[]>> databases = new ConcurrentHashMap<>();
    private volatile boolean retired;
    private volatile boolean closed;

    private Environment(Place place, Identity identity, Head head, Env<byte[]> env, Locking locking) {
        this.place = place;
        this.identity = identity;
        this.head = head;
        this.env = env;
        this.locking = locking;
        this.fileLocks = locks(place, head, locking);
        for (int i = 0; i < READERS; i++) {
            readers[i] = new Reader(this);
        }
    }

    /**
     * Opens what is at a place and begins a transaction once.
     *
     * @throws UnusableFile if that cannot be done, with the reason
     */
    static Environment open(Place place, Locking locking) throws UnusableFile {
        Identity before = place.identity(locking);
        place.requireRights(locking);
        if (!OPEN.add(before.data())) {
            throw new UnusableFile(place.data() + " is open in this process already, by another path or another James");
        }
        Head head = null;
        Environment opened = null;
        try {
            head = Head.open(place.data());
            opened = open(place, before, head, locking);
            opened.tryOut();
            return opened;
        } catch (LmdbException refused) {
            throw new UnusableFile(place.path() + " cannot be opened: " + refused.getMessage(), refused);
        } finally {
            if (opened == null) {
                close(head);
                OPEN.remove(before.data());
            }
        }
    }

    private static Environment open(Place place, Identity before, Head head, Locking locking) throws UnusableFile {
        Optional<FileLocks> whileOpening = locks(place, head, locking);
        if (whileOpening.isPresent()) {
            whileOpening.get().lock();
        }
        Env<byte[]> env = null;
        try {
            env = Env.create(NativeLibrary.proxy())
                    .setMapSize(0)
                    .setMaxDbs(MAX_DATABASES)
                    .open(place.path().toFile(), flags(place, locking));
            Identity now = place.identity(locking);
            if (!now.data().equals(before.data())) {
                throw new UnusableFile(place.data() + " was replaced while it was being opened");
            }
            Environment opened = new Environment(place, now, head, env, locking);
            env = null;
            return opened;
        } finally {
            if (env != null) {
                env.close();
            }
            if (whileOpening.isPresent()) {
                whileOpening.get().unlock();
            }
        }
    }

    private static EnvFlags[] flags(Place place, Locking locking) {
        List<EnvFlags> flags = new ArrayList<>(List.of(EnvFlags.MDB_RDONLY_ENV, EnvFlags.MDB_NOTLS));
        if (!place.isDirectory()) {
            flags.add(EnvFlags.MDB_NOSUBDIR);
        }
        if (locking != Locking.LMDB) {
            flags.add(EnvFlags.MDB_NOLOCK);
        }
        return flags.toArray(EnvFlags[]::new);
    }

    private static Optional<FileLocks> locks(Place place, Head head, Locking locking) {
        return locking == Locking.POSTFIX
                ? Optional.of(new FileLocks(place.data(), head.file().getChannel()))
                : Optional.empty();
    }

    /** Takes the places of processes that have died, and sees whether a transaction can be begun. */
    private void tryOut() throws UnusableFile {
        boolean works = false;
        try {
            if (locking == Locking.LMDB) {
                env.readerCheck();
            }
            Reader reader = take();
            if (reader == null) {
                throw new IllegalStateException("retired before it was open");
            }
            try {
                reader.begin();
            } finally {
                give(reader);
            }
            works = true;
        } finally {
            if (!works) {
                retire();
            }
        }
    }

    Identity identity() {
        return identity;
    }

    Place place() {
        return place;
    }

    Head head() {
        return head;
    }

    Env<byte[]> env() {
        return env;
    }

    /** Whether nothing of it is in use any more. */
    boolean isClosed() {
        return closed;
    }

    /**
     * Takes a reader, which goes back by {@link #give}; null if this environment has been retired.
     *
     * @throws UnusableFile if all readers are busy for long, or a writer keeps the lock
     */
    @Nullable
    Reader take() throws UnusableFile {
        int start = (int) Thread.currentThread().getId();
        long begun = 0;
        while (true) {
            for (int i = 0; i < READERS; i++) {
                Reader reader = readers[(start + i) & (READERS - 1)];
                if (reader.take()) {
                    return locked(reader);
                }
            }
            if (retired) {
                return null;
            }
            begun = begun == 0 ? System.nanoTime() : begun;
            if (System.nanoTime() - begun > WAIT_NANOS) {
                throw new UnusableFile(place.data() + ": more than " + READERS + " lookups at one time");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private Reader locked(Reader reader) throws UnusableFile {
        if (fileLocks.isPresent()) {
            boolean locked = false;
            try {
                fileLocks.get().lock();
                locked = true;
            } finally {
                if (!locked) {
                    free(reader);
                }
            }
        }
        return reader;
    }

    /** Ends the reader's transaction, if it has begun one, and makes it available for others. */
    void give(Reader reader) throws UnusableFile {
        try {
            reader.end();
        } finally {
            try {
                if (fileLocks.isPresent()) {
                    fileLocks.get().unlock();
                }
            } finally {
                free(reader);
            }
        }
    }

    private void free(Reader reader) {
        reader.free();
        if (retired) {
            close(reader);
        }
    }

    /** Gives out no reader any more, and closes everything as soon as the last one is back. */
    void retire() {
        retired = true;
        for (Reader reader : readers) {
            close(reader);
        }
    }

    private void close(Reader reader) {
        if (!reader.close()) {
            return;
        }
        try {
            head.requireWhole();
            reader.release();
        } catch (UnusableFile | LmdbException left) {
            // closing the environment frees its place in the table; only the transaction's memory is lost
            LOGGER.debug("{}: a reader was not released: {}", place.data(), left.getMessage());
        }
        if (unclosed.decrementAndGet() == 0) {
            env.close();
            close(head);
            OPEN.remove(identity.data());
            closed = true;
        }
    }

    private static void close(@Nullable Head head) {
        try {
            if (head != null) {
                head.close();
            }
        } catch (IOException e) {
            LOGGER.warn("a file cannot be closed: {}", e.toString());
        }
    }

    /** Begins a transaction that can be begun again. */
    Txn<byte[]> begin() {
        return env.txnRead();
    }

    /**
     * Whether a transaction reads the newest state of this file. With a lock file LMDB takes the number of the newest
     * transaction from there; a lock file that was left by another file, while a process still holds it, has another
     * number, by which LMDB would read an older state, or an empty one.
     *
     * @param before the file's newest transaction before this one was begun
     */
    boolean isOwn(Txn<byte[]> begun, long before) throws UnusableFile {
        if (locking != Locking.LMDB) {
            return true;
        }
        long number = begun.getId();
        if (number == before) {
            return true;
        }
        head.requireWhole();
        return number > before && number <= head.transaction();
    }

    /** A writer that is between writing the head and the lock file is waited for. */
    void requirePatience(int attempts) throws UnusableFile {
        if (attempts >= PATIENCE) {
            throw new UnusableFile(place.lock() + " is the lock file of another file than " + place.data()
                    + ", which a process still has open: remove the lock file when a file is replaced");
        }
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /**
     * A database; opened when it is asked for first.
     *
     * @throws UnusableFile if there is none of this name
     */
    Dbi<byte[]> database(String name) throws UnusableFile {
        Dbi<byte[]> known = databases.get(name);
        return known == null ? opened(name) : known;
    }

    private synchronized Dbi<byte[]> opened(String name) throws UnusableFile {
        Dbi<byte[]> known = databases.get(name);
        if (known != null) {
            return known;
        }
        head.requireWhole();
        try {
            Dbi<byte[]> database = NativeLibrary.database(env, name);
            databases.put(name, database);
            return database;
        } catch (Dbi.KeyNotFoundException absent) {
            throw new UnusableFile(place.path() + " has no database named " + name, absent);
        } catch (Dbi.DbFullException full) {
            throw new UnusableFile(place.path() + ": more than " + MAX_DATABASES + " databases are in use", full);
        }
    }
}
