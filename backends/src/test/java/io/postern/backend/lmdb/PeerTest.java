// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.lookup.KeyForm;
import io.postern.lookup.LookupKeys;
import io.postern.lookup.LookupOutcome;
import io.postern.testing.Prerequisites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that other programs make: mdb_load as for Exim, and Postfix's postmap. */
@Tag("peer")
class PeerTest {
    /** Where .ci/run unpacks Postfix: it cannot be installed beside Exim. */
    private static final Path POSTFIX = Path.of("/usr/local/lib/postern/postfix");

    @TempDir
    Path folder;

    private static LmdbMap open(LmdbFiles files, Path file, Locking locking, KeyEnd end) throws UnusableFile {
        return files.map(new LmdbSettings(file, "", locking, end, Duration.ofMillis(1)));
    }

    private static LookupOutcome found(String key, String value) {
        return new LookupOutcome.Found(key, value);
    }

    private void mdbLoad(Path file, String lines) throws IOException, InterruptedException {
        Path program = Prerequisites.program("lmdb-utils", "/usr/bin/mdb_load");
        Path text = Files.writeString(folder.resolve("lines"), lines);
        run(new ProcessBuilder(program.toString(), "-n", "-T", "-f", text.toString(), file.toString()));
    }

    private static String run(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** A Postfix that is unpacked and not installed needs to be told where everything is. */
    private Path postmap(Path source) throws IOException, InterruptedException {
        Path program = Prerequisites.program("postfix, unpacked", POSTFIX + "/usr/sbin/postmap");
        Path libraries = POSTFIX.resolve("usr/lib/postfix");
        Path configuration = Files.createDirectories(folder.resolve("postfix"));
        Files.writeString(
                configuration.resolve("main.cf"),
                "compatibility_level = 3.6\nmeta_directory = " + configuration + "\nshlib_directory = " + libraries
                        + "\nmail_owner = daemon\nsetgid_group = mail\ndefault_privs = nobody\nmyhostname = mx.example.org\n");
        Files.writeString(
                configuration.resolve("dynamicmaps.cf"), "lmdb postfix-lmdb.so dict_lmdb_open mkmap_lmdb_open\n");
        ProcessBuilder builder =
                new ProcessBuilder(program.toString(), "-c", configuration.toString(), "lmdb:" + source);
        builder.environment().put("LD_LIBRARY_PATH", libraries + ":" + POSTFIX.resolve("usr/lib/x86_64-linux-gnu"));
        run(builder);
        return source.resolveSibling(source.getFileName() + ".lmdb");
    }

    @Test
    void whatMdbLoadWritesIsRead() throws Exception {
        Path file = folder.resolve("relaydomains.mdb");
        mdbLoad(file, "example.org\nyes\n*.example.net\nsubdomains\nempty\n\n");
        try (LmdbFiles files = new LmdbFiles(Clock.systemUTC())) {
            LmdbMap map = open(files, file, Locking.LMDB, KeyEnd.PLAIN);
            LookupKeys partial = new LookupKeys(KeyForm.PARTIAL);
            assertThat(map.lookup(partial.of("Example.ORG"))).isEqualTo(found("example.org", "yes"));
            assertThat(map.lookup(partial.of("a.b.example.net"))).isEqualTo(found("*.example.net", "subdomains"));
            assertThat(map.lookup(partial.of("example.com"))).isInstanceOf(LookupOutcome.NotFound.class);
            assertThat(map.lookup(List.of("empty"))).isEqualTo(found("empty", ""));
        }
    }

    @Test
    void mdbLoadAddsWhileTheFileIsInUse() throws Exception {
        Path file = folder.resolve("t.mdb");
        mdbLoad(file, "a\n1\n");
        try (LmdbFiles files = new LmdbFiles(Clock.systemUTC())) {
            LmdbMap map = open(files, file, Locking.LMDB, KeyEnd.PLAIN);
            for (int round = 0; round < 5; round++) {
                mdbLoad(file, "a\nround " + round + "\nnew" + round + "\n" + round + "\n");
                assertThat(map.lookup(List.of("a"))).isEqualTo(found("a", "round " + round));
                assertThat(map.lookup(List.of("new" + round))).isEqualTo(found("new" + round, "" + round));
            }
        }
    }

    /**
     * A file of one transaction takes the place of one of many, and the lock file of the old one stays: by LMDB's rules
     * a reader that goes on with that lock file looks into the wrong half of the head.
     */
    @Test
    void theOldLockFileDoesNotSpoilTheNewFile() throws Exception {
        Path file = folder.resolve("t.mdb");
        mdbLoad(file, "a\n0\n");
        try (LmdbFiles files = new LmdbFiles(Clock.systemUTC())) {
            LmdbMap map = open(files, file, Locking.LMDB, KeyEnd.PLAIN);
            for (int round = 1; round < 6; round++) {
                mdbLoad(file, "a\n" + round + "\n");
                assertThat(map.lookup(List.of("a"))).isEqualTo(found("a", "" + round));
                Path next = folder.resolve("next" + round);
                mdbLoad(next, "a\nswapped " + round + "\n");
                Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
                map.reload();
                assertThat(map.lookup(List.of("a"))).isEqualTo(found("a", "swapped " + round));
            }
        }
    }

    @Test
    void aDirectoryOfMdbLoadIsRead() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("tables"));
        Path program = Prerequisites.program("lmdb-utils", "/usr/bin/mdb_load");
        Path text = Files.writeString(folder.resolve("lines"), "a\n1\n");
        run(new ProcessBuilder(program.toString(), "-T", "-s", "senders", "-f", text.toString(), directory.toString()));
        try (LmdbFiles files = new LmdbFiles(Clock.systemUTC())) {
            LmdbMap map =
                    files.map(new LmdbSettings(directory, "senders", Locking.LMDB, KeyEnd.PLAIN, Duration.ofMillis(1)));
            assertThat(map.lookup(List.of("a"))).isEqualTo(found("a", "1"));
        }
    }

    @Test
    void ourReadersAreInTheTableThatMdbStatShowsAndLeaveIt() throws Exception {
        Path program = Prerequisites.program("lmdb-utils", "/usr/bin/mdb_stat");
        Path file = folder.resolve("t.mdb");
        mdbLoad(file, "a\n1\n");
        String self = Long.toString(ProcessHandle.current().pid());
        try (LmdbFiles files = new LmdbFiles(Clock.systemUTC())) {
            LmdbMap map = open(files, file, Locking.LMDB, KeyEnd.PLAIN);
            assertThat(map.lookup(List.of("a"))).isEqualTo(found("a", "1"));
            assertThat(readers(program, file, self))
                    .isNotEmpty()
                    .allMatch(line -> line.strip().endsWith("-"));
        }
        assertThat(readers(program, file, self)).isEmpty();
    }

    /** The lines of a process in the table of readers; the last word is the transaction, {@code -} for none. */
    static List<String> readers(Path mdbStat, Path file, String process) throws IOException, InterruptedException {
        Process stat = new ProcessBuilder(mdbStat.toString(), "-n", "-r", file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(stat.getInputStream().readAllBytes(), UTF_8);
        // its status is 1 when the table could be shown
        stat.waitFor();
        assertThat(output).startsWith("Reader Table Status");
        return output.lines()
                .filter(line -> line.strip().startsWith(process + " "))
                .toList();
    }

    @Test
    void whatPostmapWritesIsRead() throws Exception {
        Path source = Files.writeString(
                folder.resolve("access"), "example.org OK\nexample.com 550 5.1.1 No such user here\n");
        Path file = postmap(source);
        try (LmdbFiles files = new LmdbFiles(Clock.systemUTC())) {
            LmdbMap map = open(files, file, Locking.POSTFIX, KeyEnd.NUL);
            assertThat(map.lookup(List.of("example.org"))).isEqualTo(found("example.org", "OK"));
            assertThat(map.lookup(List.of("example.com")))
                    .isEqualTo(found("example.com", "550 5.1.1 No such user here"));
            for (int round = 0; round < 5; round++) {
                Files.writeString(source, "example.org round " + round + "\n");
                postmap(source);
                assertThat(map.lookup(List.of("example.org"))).isEqualTo(found("example.org", "round " + round));
                assertThat(map.lookup(List.of("example.com"))).isInstanceOf(LookupOutcome.NotFound.class);
            }
        }
    }
}
