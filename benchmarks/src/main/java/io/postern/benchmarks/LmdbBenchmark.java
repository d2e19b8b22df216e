// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.backend.lmdb.LmdbFiles;
import io.postern.backend.lmdb.LmdbMap;
import io.postern.backend.lmdb.LmdbSettings;
import io.postern.backend.lmdb.UnusableFile;
import io.postern.lookup.LookupOutcome;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.ByteArrayProxy;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.Txn;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One lookup among a million addresses, in random order, text to text: ours, and lmdbjava as it is with the same proxy
 * and a transaction renewed for each lookup. Both read a file of the same content.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class LmdbBenchmark {
    private static final int ENTRIES = 1_000_000;
    private static final int ASKED = 1 << 16;

    private final String[] keys = keys();
    private int next;
    private @Nullable Path folder;
    private @Nullable RandomAccessFile file;
    private @Nullable Env<byte[]> env;
    private @Nullable Dbi<byte[]> database;
    private @Nullable Txn<byte[]> transaction;
    private @Nullable LmdbFiles files;
    private @Nullable LmdbMap map;

    private static String[] keys() {
        Random random = new Random(6);
        String[] keys = new String[ASKED];
        for (int i = 0; i < ASKED; i++) {
            keys[i] = key(random.nextInt(ENTRIES));
        }
        return keys;
    }

    private static String key(int number) {
        return "user" + number + "@example" + number % 1_000 + ".org";
    }

    /** Makes the files and opens them. */
    @Setup(Level.Trial)
    public void open() throws IOException, UnusableFile {
        Path made = Files.createTempDirectory("postern-lmdb");
        folder = made;
        write(made.resolve("ours.mdb"));
        Files.copy(made.resolve("ours.mdb"), made.resolve("bare.mdb"));
        Env<byte[]> opened = Env.create(ByteArrayProxy.PROXY_BA)
                .setMapSize(1L << 28)
                .open(
                        made.resolve("bare.mdb").toFile(),
                        EnvFlags.MDB_NOSUBDIR,
                        EnvFlags.MDB_RDONLY_ENV,
                        EnvFlags.MDB_NOTLS);
        env = opened;
        file = new RandomAccessFile(made.resolve("bare.mdb").toFile(), "r");
        database = opened.openDbi((byte[]) null);
        Txn<byte[]> begun = opened.txnRead();
        begun.reset();
        transaction = begun;
        LmdbFiles own = new LmdbFiles(Clock.systemUTC());
        files = own;
        map = own.map(new LmdbSettings(made.resolve("ours.mdb")));
    }

    private static void write(Path file) {
        try (Env<byte[]> writing = Env.create(ByteArrayProxy.PROXY_BA)
                .setMapSize(1L << 28)
                .open(file.toFile(), EnvFlags.MDB_NOSUBDIR, EnvFlags.MDB_NOSYNC)) {
            Dbi<byte[]> into = writing.openDbi((byte[]) null, DbiFlags.MDB_CREATE);
            try (Txn<byte[]> all = writing.txnWrite()) {
                for (int i = 0; i < ENTRIES; i++) {
                    into.put(all, key(i).getBytes(UTF_8), ("smtp:[10.0.0." + i % 250 + "]").getBytes(UTF_8));
                }
                all.commit();
            }
        }
    }

    /** Closes and deletes the files. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        if (env != null && file != null && files != null && folder != null) {
            file.close();
            files.close();
            env.close();
            for (String name : List.of("ours.mdb", "ours.mdb-lock", "bare.mdb", "bare.mdb-lock")) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.delete(folder);
        }
    }

    private String nextKey() {
        return keys[next++ & (ASKED - 1)];
    }

    /** Ours. */
    @Benchmark
    public String postern() {
        if (map == null || !(map.lookup(List.of(nextKey())) instanceof LookupOutcome.Found found)) {
            throw new IllegalStateException("not found");
        }
        return found.value();
    }

    /** lmdbjava with what guards against a file that is cut off: its length, asked for before each lookup. */
    @Benchmark
    public String lmdbjavaAndLength() throws IOException {
        if (file == null || file.length() == 0) {
            throw new IllegalStateException("cut off");
        }
        return lmdbjava();
    }

    /** lmdbjava as it is. */
    @Benchmark
    public String lmdbjava() {
        if (transaction == null || database == null) {
            throw new IllegalStateException("not open");
        }
        transaction.renew();
        byte[] value = database.get(transaction, nextKey().getBytes(UTF_8));
        transaction.reset();
        return new String(value, UTF_8);
    }
}
