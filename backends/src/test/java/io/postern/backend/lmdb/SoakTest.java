// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.lookup.LookupOutcome;
import io.postern.testing.Prerequisites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight threads beside a process that commits continuously and puts another file there every second. How long is the
 * system property {@code postern.soak.seconds}.
 */
class SoakTest {
    private static final int THREADS = 8;
    private static final long SECONDS = Long.getLong("postern.soak.seconds", 20L);

    @TempDir
    Path folder;

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final LongAdder answered = new LongAdder();

    @Test
    void noAnswerIsWrongAndNothingGrows() throws Exception {
        Map<String, String> entries = new HashMap<>();
        for (int i = 0; i < OtherProcess.ENTRIES; i++) {
            entries.put("key" + i, "0 ");
        }
        Path file = Tables.write(folder.resolve("t.mdb"), entries);
        Process writer = OtherProcess.start("swap", file.toString(), Long.toString(SECONDS));
        long middleSize = 0;
        try (LmdbFiles files = new LmdbFiles(Clock.systemUTC())) {
            LmdbMap map = files.map(new LmdbSettings(file, "", Locking.LMDB, KeyEnd.PLAIN, Duration.ofMillis(200)));
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Thread thread = new Thread(() -> look(map, writer), "soak-" + i);
                thread.start();
                threads.add(thread);
            }
            threads.get(0).join(TimeUnit.SECONDS.toMillis(SECONDS / 2));
            middleSize = residentKilobytes();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(residentKilobytes()).as("kB").isLessThan(middleSize + 100_000);
            requireNoReaderInATransaction(file);
            map.reload();
            assertThat(map.lookup(List.of("key1"))).isInstanceOf(LookupOutcome.Found.class);
            assertThat(map.status().health()).isEqualTo(MapStatus.Health.OK);
        }
        String output = new String(writer.getInputStream().readAllBytes(), UTF_8);
        assertThat(writer.waitFor()).as(output).isZero();
        assertThat(output).contains("swapped up to");
        assertThat(wrong).isEmpty();
        assertThat(answered.sum()).isGreaterThan(SECONDS * 1_000);
        assertThat(openFiles(file)).isZero();
    }

    /** As long as the writer lives. A thread never sees an older state than it has seen. */
    private void look(LmdbMap map, Process writer) {
        long newest = 0;
        for (int i = 0; writer.isAlive() && wrong.size() < 10; i++) {
            LookupOutcome outcome = map.lookup(List.of("absent", "key" + i % OtherProcess.ENTRIES));
            if (outcome instanceof LookupOutcome.Found found) {
                long state =
                        Long.parseLong(found.value().substring(0, found.value().indexOf(' ')));
                int padding = found.value().length() - found.value().indexOf(' ') - 1;
                if (state < newest || padding != (state % 7) * 100) {
                    wrong.add(state + " with " + padding + " after " + newest);
                }
                newest = state;
                answered.increment();
            } else {
                wrong.add(outcome.toString());
            }
        }
    }

    private static void requireNoReaderInATransaction(Path file) throws IOException, InterruptedException {
        Path program = Path.of("/usr/bin/mdb_stat");
        if (Files.isExecutable(program)) {
            String self = Long.toString(ProcessHandle.current().pid());
            assertThat(PeerTest.readers(program, file, self))
                    .hasSizeLessThanOrEqualTo(Environment.READERS)
                    .allMatch(line -> line.strip().endsWith("-"));
        }
    }

    private static long residentKilobytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        Prerequisites.require(Files.isReadable(status), "needs Linux's /proc");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    private static long openFiles(Path file) throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(Files::isSymbolicLink)
                    .filter(descriptor -> target(descriptor).startsWith(file.toString()))
                    .count();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
