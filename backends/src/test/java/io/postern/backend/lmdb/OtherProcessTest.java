// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.lookup.LookupOutcome;
import io.postern.testing.Prerequisites;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that another process writes, shortens or forbids. */
class OtherProcessTest {
    private static final int HANG_SECONDS = 120;

    @TempDir
    Path folder;

    private static Map<String, String> entries(int count, String value) {
        Map<String, String> entries = new HashMap<>();
        for (int i = 0; i < count; i++) {
            entries.put("key" + i, value);
        }
        return entries;
    }

    private static LmdbSettings often(Path file, Locking locking) {
        return new LmdbSettings(file, "", locking, KeyEnd.PLAIN, Duration.ofMillis(100));
    }

    private static String output(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private static void stop(Process process) throws IOException, InterruptedException {
        process.getOutputStream().write('\n');
        process.getOutputStream().close();
        output(process);
    }

    /** All values of one state are the same number; numbers only grow. */
    @Test
    void aHundredThousandLookupsBesideAWriterSeeItsStatesInTheirOrder() throws Exception {
        Path file = Tables.write(folder.resolve("t.mdb"), entries(OtherProcess.ENTRIES, "0 "));
        Process writer = OtherProcess.start("write", file.toString());
        BufferedReader out = new BufferedReader(new InputStreamReader(writer.getInputStream(), UTF_8));
        assertThat(out.lines().anyMatch("writing"::equals)).isTrue();
        Set<Long> states = new HashSet<>();
        try (LmdbFiles files = new LmdbFiles(Clock.systemUTC())) {
            LmdbMap map = files.map(often(file, Locking.LMDB));
            long newest = 0;
            for (int i = 0; i < 100_000; i++) {
                LookupOutcome outcome = map.lookup(List.of("key" + i % OtherProcess.ENTRIES));
                assertThat(outcome).isInstanceOf(LookupOutcome.Found.class);
                String value = ((LookupOutcome.Found) outcome).value();
                long state = Long.parseLong(value.substring(0, value.indexOf(' ')));
                assertThat(state).isGreaterThanOrEqualTo(newest);
                newest = state;
                states.add(state);
            }
        } finally {
            writer.getOutputStream().write('\n');
            writer.getOutputStream().close();
            assertThat(writer.waitFor(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(states).hasSizeGreaterThan(3);
    }

    @Test
    void whatASnapshotShowsIsOneState() throws Exception {
        Path file = Tables.write(folder.resolve("t.mdb"), entries(OtherProcess.ENTRIES, "0 "));
        Process writer = OtherProcess.start("write", file.toString());
        try (LmdbFiles files = new LmdbFiles(Clock.systemUTC())) {
            LmdbMap map = files.map(often(file, Locking.LMDB));
            for (int round = 0; round < 300; round++) {
                Set<String> values = new HashSet<>();
                map.forEach((key, value) -> {
                    values.add(new String(value, UTF_8));
                    return true;
                });
                assertThat(values).hasSize(1);
            }
        } finally {
            stop(writer);
        }
    }

    @Test
    void aTableThatOutgrowsTheMapIsMappedAnew() throws Exception {
        Path file = Tables.write(folder.resolve("t.mdb"), Map.of("a", "1"));
        try (LmdbFiles files = new LmdbFiles(Clock.systemUTC())) {
            LmdbMap map = files.map(new LmdbSettings(file, "", Locking.LMDB, KeyEnd.PLAIN, Duration.ofHours(1)));
            assertThat(output(OtherProcess.start("grow", file.toString()))).isEmpty();
            assertThat(Files.size(file)).isGreaterThan(Tables.MAP_SIZE);
            assertThat(map.lookup(List.of("grown"))).isEqualTo(new LookupOutcome.Found("grown", "yes"));
            assertThat(map.status().health()).isEqualTo(MapStatus.Health.OK);
        }
    }

    /** In a JVM of its own, which SIGBUS would end. */
    @Test
    void aFileThatIsCutOffUnderTheMapFailsAndComesBack() throws Exception {
        Path file = Tables.write(folder.resolve("t.mdb"), entries(3_000, "v".repeat(60)));
        Process process = OtherProcess.start("truncated", file.toString());
        String output = output(process);
        assertThat(process.exitValue()).as(output).isZero();
        List<String> lines = output.lines()
                .filter(line -> line.matches("(before|cut|after): .*"))
                .toList();
        assertThat(lines.get(0)).contains("Found");
        assertThat(lines.get(lines.size() - 1)).startsWith("after: Found");
        assertThat(lines.subList(1, lines.size() - 1)).hasSizeGreaterThan(50).allMatch(line -> line.contains("Failed"));
    }

    /** By root without the right to do what files' rights forbid. */
    @Test
    void whatIsMissingOfRightsIsSaid() throws Exception {
        Prerequisites.require("root".equals(System.getProperty("user.name")), "needs to be root to give up rights");
        Path file = Tables.write(folder.resolve("t.mdb"), Map.of("a", "1"));
        Path lock = folder.resolve("t.mdb-lock");
        Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("r--r--r--"));
        assertThat(withoutRights(file))
                .anyMatch(line -> line.startsWith("lmdb: " + lock + " is not writable"))
                .contains("postfix: opened", "none: opened");
        Files.delete(lock);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        assertThat(withoutRights(file)).anyMatch(line -> line.startsWith("lmdb: " + folder + " is not writable"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assertThat(withoutRights(file)).contains("none: " + file + " is not readable for this user");
    }

    private static List<String> withoutRights(Path file) throws IOException, InterruptedException {
        String less = "-dac_override,-dac_read_search";
        Path setpriv = Prerequisites.program("util-linux", "/usr/bin/setpriv");
        List<String> command =
                new ArrayList<>(List.of(setpriv.toString(), "--bounding-set=" + less, "--inh-caps=" + less));
        command.addAll(OtherProcess.command("rights", file.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return output(process).lines().toList();
    }

    /** The lock that Postfix takes while it writes, by another process: fcntl locks are a process's. */
    @Test
    void aWriterOfPostfixIsWaitedForAndNotForever() throws Exception {
        Path file = Tables.write(folder.resolve("t.mdb"), Map.of("a", "1"));
        Path python = Prerequisites.program("python3", "/usr/bin/python3");
        try (LmdbFiles files = new LmdbFiles(Clock.systemUTC())) {
            LmdbMap map = files.map(often(file, Locking.POSTFIX));
            Process writer = new ProcessBuilder(
                            python.toString(),
                            "-c",
                            "import fcntl,sys\nf=open(sys.argv[1],'r+b')\nfcntl.lockf(f,fcntl.LOCK_EX)\nprint('locked',flush=True)\n"
                                    + "sys.stdin.readline()",
                            file.toString())
                    .redirectErrorStream(true)
                    .start();
            BufferedReader out = new BufferedReader(new InputStreamReader(writer.getInputStream(), UTF_8));
            assertThat(out.readLine()).isEqualTo("locked");
            assertThat(map.lookup(List.of("a")).toString()).contains("Failed").contains("locked by its writer");
            stop(writer);
            map.reload();
            assertThat(map.lookup(List.of("a"))).isEqualTo(new LookupOutcome.Found("a", "1"));
        }
    }

    @Test
    void noLockIsKeptBetweenTwoLookups() throws Exception {
        Path file = Tables.write(folder.resolve("t.mdb"), Map.of("a", "1"));
        try (LmdbFiles files = new LmdbFiles(Clock.systemUTC())) {
            LmdbMap map = files.map(often(file, Locking.POSTFIX));
            assertThat(map.lookup(List.of("a"))).isInstanceOf(LookupOutcome.Found.class);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileLock writer = channel.tryLock()) {
                // in the same JVM: an overlapping lock would be an exception
                assertThat(writer).isNotNull();
            }
        }
    }
}
