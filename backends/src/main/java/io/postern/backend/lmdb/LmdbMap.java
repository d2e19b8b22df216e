// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import io.postern.lookup.KeyedLookup;
import io.postern.lookup.LookupOutcome;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;

/**
 * One database of a file. Keys and values are UTF-8; a key longer than LMDB's {@value #MAX_KEY} octets cannot be there;
 * one NUL at the end of a value is not part of it. Thread-safe; a lookup blocks for reads of the memory map, for a
 * switch to another file, and with {@link Locking#POSTFIX} for the writer, {@link FileLocks#WAIT} at most.
 */
public final class LmdbMap implements KeyedLookup {
    /** LMDB's longest key, as everybody builds it. */
    public static final int MAX_KEY = 511;

    /** A file that was left at the first attempt is opened anew for the second. */
    private static final int ATTEMPTS = 2;

    private static final LookupOutcome NOT_FOUND = new LookupOutcome.NotFound();

    private final LmdbFile file;
    private final String database;
    private final KeyEnd keyEnd;

    LmdbMap(LmdbFile file, String database, KeyEnd keyEnd) {
        this.file = file;
        this.database = database;
        this.keyEnd = keyEnd;
    }

    @Override
    public LookupOutcome lookup(List<String> keys) {
        try {
            return asked(keys);
        } catch (UnusableFile | LmdbException why) {
            return new LookupOutcome.Failed(new Problem(ProblemKind.STORE, String.valueOf(why.getMessage())));
        }
    }

    private LookupOutcome asked(List<String> keys) throws UnusableFile {
        for (int attempt = 1; ; attempt++) {
            Reader reader = file.take();
            Environment environment = reader.environment();
            try {
                try {
                    return firstOf(keys, reader, environment.database(database));
                } finally {
                    environment.give(reader);
                }
            } catch (UnusableFile | LmdbException why) {
                file.failed(environment, why);
                if (attempt == ATTEMPTS) {
                    throw why;
                }
            }
        }
    }

    private LookupOutcome firstOf(List<String> keys, Reader reader, Dbi<byte[]> from) throws UnusableFile {
        Txn<byte[]> begun = reader.begin();
        for (String key : keys) {
            byte[] octets = octets(key);
            if (octets.length > 0 && octets.length <= MAX_KEY) {
                byte @Nullable [] value = from.get(begun, octets);
                if (value != null) {
                    return new LookupOutcome.Found(key, text(value));
                }
            }
        }
        return NOT_FOUND;
    }

    private byte[] octets(String key) {
        byte[] octets = key.getBytes(StandardCharsets.UTF_8);
        return keyEnd == KeyEnd.NUL ? Arrays.copyOf(octets, octets.length + 1) : octets;
    }

    private static String text(byte[] value) {
        int length = value.length > 0 && value[value.length - 1] == 0 ? value.length - 1 : value.length;
        return new String(value, 0, length, StandardCharsets.UTF_8);
    }

    /**
     * Goes through all entries in the order of their keys, in one state of the file, as octets of the file. Pages that
     * the writer frees meanwhile are kept from it.
     *
     * @param more takes key and value, and says whether it wants another one
     * @throws UnusableFile if the file cannot be read
     */
    public void forEach(BiPredicate<byte[], byte[]> more) throws UnusableFile {
        Reader reader = file.take();
        try {
            Dbi<byte[]> from = reader.environment().database(database);
            try (Cursor<byte[]> cursor = from.openCursor(reader.begin())) {
                boolean next = cursor.first();
                while (next && more.test(cursor.key(), cursor.val())) {
                    next = cursor.next();
                }
            }
        } catch (LmdbException e) {
            throw new UnusableFile(file.path() + " cannot be read: " + e.getMessage(), e);
        } finally {
            reader.environment().give(reader);
        }
    }

    /** How it is now. */
    public MapStatus status() {
        OptionalLong entries = OptionalLong.empty();
        Optional<String> problem = Optional.empty();
        try {
            entries = OptionalLong.of(statistics().entries());
        } catch (UnusableFile why) {
            problem = Optional.of(why.text());
        }
        Optional<String> shown = problem.isPresent() ? problem : file.failure();
        MapStatus.Health health = problem.isPresent()
                ? MapStatus.Health.FAILED
                : shown.isPresent() ? MapStatus.Health.STALE : MapStatus.Health.OK;
        return new MapStatus(health, shown, file.opened(), entries);
    }

    /**
     * Numbers about the database and its file.
     *
     * @throws UnusableFile if the file cannot be read
     */
    public MapStatistics statistics() throws UnusableFile {
        Reader reader = file.take();
        Environment environment = reader.environment();
        try {
            Dbi<byte[]> from = environment.database(database);
            return MapStatistics.of(environment, from, reader.begin());
        } catch (LmdbException e) {
            throw new UnusableFile(file.path() + " cannot be read: " + e.getMessage(), e);
        } finally {
            environment.give(reader);
        }
    }

    /**
     * Looks at once whether another file has taken the place of the one in use.
     *
     * @throws UnusableFile if none is in use afterwards
     */
    public void reload() throws UnusableFile {
        file.look();
    }
}
