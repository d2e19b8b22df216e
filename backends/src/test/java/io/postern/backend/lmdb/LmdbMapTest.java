// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.lookup.LookupOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LmdbMapTest {
    private static final Duration OFTEN = Duration.ofMillis(1);

    @TempDir
    Path folder;

    private final LmdbFiles files = new LmdbFiles(Clock.systemUTC());

    @AfterEach
    void close() {
        files.close();
    }

    private LmdbMap map(Path path, Locking locking) throws UnusableFile {
        return files.map(new LmdbSettings(path, "", locking, KeyEnd.PLAIN, OFTEN));
    }

    private Path table(String name, Map<String, String> entries) throws UnusableFile {
        return Tables.write(folder.resolve(name), entries);
    }

    private static String shown(LookupOutcome outcome) {
        if (outcome instanceof LookupOutcome.Found found) {
            return found.key() + "=" + found.value();
        }
        return outcome instanceof LookupOutcome.Failed failed
                ? "failed: " + failed.why().detail()
                : "not found";
    }

    private static String ask(LmdbMap map, String... keys) {
        return shown(map.lookup(List.of(keys)));
    }

    @ParameterizedTest
    @EnumSource(Locking.class)
    void theFirstKeyThatIsThereGivesItsValue(Locking locking) throws Exception {
        LmdbMap map = map(table("t.mdb", Map.of("b", "2", "c", "3", "empty", "")), locking);
        assertThat(ask(map, "a", "b", "c")).isEqualTo("b=2");
        assertThat(ask(map, "a")).isEqualTo("not found");
        assertThat(ask(map, "empty")).isEqualTo("empty=");
        assertThat(ask(map, "", "b")).isEqualTo("b=2");
        assertThat(ask(map)).isEqualTo("not found");
    }

    @Test
    void aLockFileIsThereWithLmdbsLockingOnly() throws Exception {
        Path file = table("t.mdb", Map.of("a", "1"));
        Path lock = folder.resolve("t.mdb-lock");
        for (Locking locking : List.of(Locking.NONE, Locking.POSTFIX, Locking.LMDB)) {
            Files.deleteIfExists(lock);
            try (LmdbFiles own = new LmdbFiles(Clock.systemUTC())) {
                own.map(new LmdbSettings(file, "", locking, KeyEnd.PLAIN, OFTEN));
                assertThat(Files.exists(lock)).isEqualTo(locking == Locking.LMDB);
            }
        }
    }

    @Test
    void keysOfPostfixEndWithNulAndSoDoItsValues() throws Exception {
        Path file = table("t.mdb", Map.of("a\0", "1\0", "b", "2", "c\0", "3\0\0"));
        LmdbMap map = files.map(new LmdbSettings(file, "", Locking.POSTFIX, KeyEnd.NUL, OFTEN));
        assertThat(ask(map, "a")).isEqualTo("a=1");
        assertThat(ask(map, "b")).isEqualTo("not found");
        assertThat(ask(map, "c")).isEqualTo("c=3\0");
    }

    @Test
    void aDirectoryIsAnEnvironmentToo() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("tables"));
        Tables.write(directory, Map.of("a", "1"));
        assertThat(ask(map(directory, Locking.LMDB), "a")).isEqualTo("a=1");
        assertThat(directory.resolve("lock.mdb")).exists();
    }

    @Test
    void namedDatabasesAreApart() throws Exception {
        Path file = folder.resolve("t.mdb");
        Tables.write(file, "senders", Map.of("a", "sender"));
        Tables.write(file, "domains", Map.of("a", "domain"));
        LmdbMap senders = files.map(new LmdbSettings(file, "senders", Locking.LMDB, KeyEnd.PLAIN, OFTEN));
        LmdbMap domains = files.map(new LmdbSettings(file, "domains", Locking.LMDB, KeyEnd.PLAIN, OFTEN));
        assertThat(ask(senders, "a")).isEqualTo("a=sender");
        assertThat(ask(domains, "a")).isEqualTo("a=domain");
        assertThatThrownBy(() -> files.map(new LmdbSettings(file, "none", Locking.LMDB, KeyEnd.PLAIN, OFTEN)))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContaining("no database named none");
    }

    /** LMDB's longest key, one octet more, and values of every length around a page's end. */
    @Test
    void longKeysAndValuesAtTheEndOfAPage() throws Exception {
        String longest = "k".repeat(LmdbMap.MAX_KEY);
        Map<String, String> entries = new HashMap<>(Map.of(longest, "long"));
        for (int length = 0; length < 9_000; length += length > 1_900 && length < 2_100 ? 1 : 97) {
            entries.put("v" + length, "x".repeat(length));
        }
        LmdbMap map = map(table("t.mdb", entries), Locking.LMDB);
        entries.forEach((key, value) -> assertThat(ask(map, key)).isEqualTo(key + "=" + value));
        assertThat(ask(map, longest + "k")).isEqualTo("not found");
        assertThat(ask(map, "\u00e9".repeat(256))).isEqualTo("not found");
    }

    @Test
    void aSingleEntryAtTheEndOfTheLastPageIsRead() throws Exception {
        assertThat(ask(map(table("t.mdb", Map.of("k", "v")), Locking.NONE), "k"))
                .isEqualTo("k=v");
    }

    @ParameterizedTest
    @EnumSource(Locking.class)
    void aFileThatIsReplacedByRenamingIsNoticed(Locking locking) throws Exception {
        Path file = table("t.mdb", Map.of("a", "old"));
        LmdbMap map = map(file, locking);
        assertThat(ask(map, "a")).isEqualTo("a=old");
        for (int round = 0; round < 20; round++) {
            Path next = table("next" + round + ".mdb", Map.of("a", "new" + round));
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            map.reload();
            assertThat(ask(map, "a")).isEqualTo("a=new" + round);
        }
        assertThat(map.status().health()).isEqualTo(MapStatus.Health.OK);
    }

    @Test
    void aReplacementIsNoticedWithoutBeingTold() throws Exception {
        Path file = table("t.mdb", Map.of("a", "old"));
        LmdbMap map = map(file, Locking.LMDB);
        Files.move(table("next.mdb", Map.of("a", "new")), file, StandardCopyOption.REPLACE_EXISTING);
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!ask(map, "a").equals("a=new") && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(ask(map, "a")).isEqualTo("a=new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"absent", "empty", "garbage", "cut", "directory"})
    void whatCannotBeUsedLeavesTheOldFileInUse(String what) throws Exception {
        Path file = table("t.mdb", Map.of("a", "old"));
        LmdbMap map = map(file, Locking.LMDB);
        Path next = broken(what);
        if (what.equals("absent") || what.equals("directory")) {
            Files.delete(file);
        }
        if (!what.equals("absent")) {
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        }
        map.reload();
        assertThat(ask(map, "a")).isEqualTo("a=old");
        assertThat(map.status().health()).isEqualTo(MapStatus.Health.STALE);
        assertThat(map.status().problem().orElseThrow()).contains(file.toString());

        if (what.equals("directory")) {
            Files.delete(file);
        }
        Files.move(table("good.mdb", Map.of("a", "new")), file, StandardCopyOption.REPLACE_EXISTING);
        map.reload();
        assertThat(ask(map, "a")).isEqualTo("a=new");
        assertThat(map.status().problem()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"absent", "empty", "garbage", "cut", "directory", "short"})
    void whatCannotBeUsedIsRefusedAtFirst(String what) throws Exception {
        Path file = broken(what);
        for (Locking locking : Locking.values()) {
            try (LmdbFiles own = new LmdbFiles(Clock.systemUTC())) {
                assertThatThrownBy(() -> own.map(new LmdbSettings(file, "", locking, KeyEnd.PLAIN, OFTEN)))
                        .isInstanceOf(UnusableFile.class)
                        .hasMessageContaining(file.toString());
            }
        }
    }

    private Path broken(String what) throws IOException, UnusableFile {
        Path file = folder.resolve(what);
        Path whole = table("whole.mdb", many(3_000));
        byte[] octets = Files.readAllBytes(whole);
        return switch (what) {
            case "absent" -> file;
            case "empty" -> Files.createFile(file);
            case "garbage" -> Files.writeString(file, "garbage ".repeat(4_000), UTF_8);
            case "cut" -> Files.write(file, java.util.Arrays.copyOf(octets, octets.length / 2));
            case "short" -> Files.write(file, java.util.Arrays.copyOf(octets, 100));
            case "directory" -> Files.createDirectory(file);
            default -> throw new IllegalArgumentException(what);
        };
    }

    private static Map<String, String> many(int count) {
        Map<String, String> entries = new HashMap<>();
        IntStream.range(0, count).forEach(i -> entries.put("user" + i + "@example.org", "value " + i));
        return entries;
    }

    @Test
    void oneFileIsOpenOnceHoweverItIsCalled() throws Exception {
        Path file = table("t.mdb", Map.of("a", "1"));
        Path link = Files.createSymbolicLink(folder.resolve("link.mdb"), file);
        LmdbMap map = map(file, Locking.LMDB);
        assertThat(ask(map(folder.resolve("./t.mdb"), Locking.LMDB), "a")).isEqualTo("a=1");
        assertThatThrownBy(() -> map(link, Locking.LMDB)).hasMessageContaining("open in this process already");
        assertThatThrownBy(() -> map(file, Locking.NONE)).hasMessageContaining("locking=lmdb already");
        assertThat(ask(map, "a")).isEqualTo("a=1");
    }

    @Test
    void whatIsClosedFailsAndCanBeOpenedAgain() throws Exception {
        Path file = table("t.mdb", Map.of("a", "1"));
        LmdbFiles own = new LmdbFiles(Clock.systemUTC());
        LmdbMap map = own.map(new LmdbSettings(file));
        own.close();
        assertThat(ask(map, "a")).startsWith("failed: ");
        assertThat(map.status().health()).isEqualTo(MapStatus.Health.FAILED);
        assertThat(ask(map(file, Locking.LMDB), "a")).isEqualTo("a=1");
    }

    @Test
    void entriesComeInTheOrderOfTheirKeysUntilNobodyWantsMore() throws Exception {
        LmdbMap map = map(table("t.mdb", Map.of("c", "3", "a", "1", "b", "2")), Locking.LMDB);
        List<String> seen = new ArrayList<>();
        map.forEach((key, value) -> {
            seen.add(new String(key, UTF_8) + new String(value, UTF_8));
            return seen.size() < 2;
        });
        assertThat(seen).containsExactly("a1", "b2");
        assertThat(map.statistics().entries()).isEqualTo(3);
    }

    @Test
    void anEmptyTableHasNothing() throws Exception {
        LmdbMap map = map(table("t.mdb", Map.of()), Locking.LMDB);
        assertThat(ask(map, "a")).isEqualTo("not found");
        map.forEach((key, value) -> {
            throw new AssertionError("an entry");
        });
    }

    @Test
    void pathsAreAbsolute() {
        assertThatThrownBy(() -> new LmdbSettings(Path.of("t.mdb"))).hasMessageContaining("not an absolute path");
    }
}
