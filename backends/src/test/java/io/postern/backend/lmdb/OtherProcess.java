// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;
import org.lmdbjava.Txn;

/** What tests have another JVM do, as a file must not be open twice in one. */
final class OtherProcess {
    /** Entries of a table whose values tell which state of it they are of. */
    static final int ENTRIES = 500;

    private OtherProcess() {}

    static Process start(String... arguments) throws IOException {
        return new ProcessBuilder(command(arguments)).redirectErrorStream(true).start();
    }

    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * {@code write FILE}, {@code swap FILE SECONDS}, {@code grow FILE}, {@code truncated FILE}, {@code rights FILE}.
     */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "write" -> write(file, 1, Long.MAX_VALUE);
            case "swap" -> swap(file, Long.parseLong(arguments[2]));
            case "grow" -> grow(file);
            case "truncated" -> truncated(file);
            case "rights" -> rights(file);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Commits one state after the other, until its input ends. A state is one number in all values. */
    private static long write(Path file, long first, long untilNanos) throws Exception {
        long state = first;
        try (Env<byte[]> env = Tables.open(file, Tables.MAP_SIZE)) {
            Dbi<byte[]> into = Tables.database(env, "");
            while (System.nanoTime() < untilNanos && System.in.available() == 0) {
                commit(env, into, state);
                if (state++ == first) {
                    System.out.println("writing");
                }
            }
        }
        return state;
    }

    private static void commit(Env<byte[]> env, Dbi<byte[]> into, long state) {
        try (Txn<byte[]> transaction = env.txnWrite()) {
            // longer and shorter ones, so that pages are freed and taken again
            String padding = "x".repeat((int) (state % 7) * 100);
            for (int i = 0; i < ENTRIES; i++) {
                into.put(transaction, ("key" + i).getBytes(UTF_8), (state + " " + padding).getBytes(UTF_8));
            }
            transaction.commit();
        }
    }

    /** Writes for a second, then puts another file there, with its own lock file to come. */
    private static void swap(Path file, long seconds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        Path next = file.resolveSibling("next.mdb");
        Path nextLock = next.resolveSibling("next.mdb-lock");
        Path lock = file.resolveSibling(file.getFileName() + "-lock");
        long state = 1;
        while (System.nanoTime() < end && System.in.available() == 0) {
            state = write(file, state, System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
            try (Env<byte[]> env = Tables.open(next, Tables.MAP_SIZE)) {
                commit(env, Tables.database(env, ""), state++);
            }
            Files.delete(nextLock);
            Files.deleteIfExists(lock);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
        System.out.println("swapped up to " + state);
    }

    /** Makes a table larger than the map that its readers have. */
    private static void grow(Path file) throws Exception {
        try (Env<byte[]> env = Tables.open(file, Tables.MAP_SIZE * 2)) {
            Dbi<byte[]> into = Tables.database(env, "");
            try (Txn<byte[]> transaction = env.txnWrite()) {
                byte[] large = new byte[1 << 20];
                for (int i = 0; i < 300; i++) {
                    into.put(transaction, ("large" + i).getBytes(UTF_8), large);
                }
                into.put(transaction, "grown".getBytes(UTF_8), "yes".getBytes(UTF_8));
                transaction.commit();
            }
        }
    }

    /** Cuts a file off that it reads itself. */
    private static void truncated(Path file) throws Exception {
        try (LmdbFiles files = new LmdbFiles(Clock.systemUTC())) {
            LmdbMap map = files.map(new LmdbSettings(file, "", Locking.LMDB, KeyEnd.PLAIN, Duration.ofMillis(1)));
            System.out.println("before: " + map.lookup(List.of("key2999")));
            byte[] octets = Files.readAllBytes(file);
            try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
                for (long length = octets.length - 4_096L; length >= 0; length -= 4_096) {
                    cut.setLength(length);
                    System.out.println("cut: " + map.lookup(List.of("key0", "key1500", "key2999")));
                }
                cut.write(octets);
            }
            map.reload();
            System.out.println("after: " + map.lookup(List.of("key2999")));
        }
    }

    /** Opens a file that this user must not. */
    private static void rights(Path file) throws Exception {
        for (Locking locking : Locking.values()) {
            try (LmdbFiles files = new LmdbFiles(Clock.systemUTC())) {
                files.map(new LmdbSettings(file, "", locking, KeyEnd.PLAIN, Duration.ofSeconds(5)));
                System.out.println(locking.keyword() + ": opened");
            } catch (UnusableFile unusable) {
                System.out.println(locking.keyword() + ": " + unusable.text());
            }
        }
    }
}
