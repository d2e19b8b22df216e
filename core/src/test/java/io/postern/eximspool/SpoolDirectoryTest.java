// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolDirectoryTest {
    private static final String MESSAGE = "Subject: x\r\n\r\nbody\r\n";

    @TempDir
    Path folder;

    private SpoolEntry written() throws IOException {
        SpoolWriter writer = new SpoolWriter(
                SpoolSettings.of(folder),
                SpoolIds.ofThisProcess(IdForm.SHORT, OptionalInt.empty(), Clock.systemUTC()),
                SpoolFiles.ofSystem());
        SpoolEnvelope envelope =
                SpoolSamples.envelope("a@example.com", "b@Example.ORG", "C@example.org", "c@example.org");
        SpoolId id = writer.write(SpoolSamples.draft(envelope, MESSAGE)).id();
        return new SpoolDirectory(folder).find(id).orElseThrow();
    }

    private static SpoolPair pair(SpoolEntry entry) throws IOException {
        Taken taken = SpoolDirectory.take(entry);
        assertThat(taken).isInstanceOf(Taken.Pair.class);
        return ((Taken.Pair) taken).pair();
    }

    @Test
    void aTakenPairIsLockedForOtherProcessesAndThreadsUntilItIsClosed() throws Exception {
        SpoolEntry entry = written();
        try (SpoolPair pair = pair(entry)) {
            assertThat(SpoolDirectory.take(entry)).isInstanceOf(Taken.Locked.class);
            // an attempt within this process must not cost the process its lock
            assertThat(LockingProcess.canLock(entry.data())).isFalse();
            try (InputStream in = pair.message().open()) {
                assertThat(new String(in.readAllBytes(), ISO_8859_1)).isEqualTo(MESSAGE);
            }
            assertThat(LockingProcess.canLock(entry.data())).isFalse();
        }
        assertThat(LockingProcess.canLock(entry.data())).isTrue();
        pair(entry).close();
    }

    @Test
    void aPairThatAnotherProcessHasLockedIsLeftAlone() throws Exception {
        SpoolEntry entry = written();
        Process other = LockingProcess.holding(entry.data());
        assertThat(SpoolDirectory.take(entry)).isInstanceOf(Taken.Locked.class);
        other.getOutputStream().close();
        assertThat(other.waitFor()).isZero();
        pair(entry).close();
    }

    @Test
    void removalTakesTheHeaderFirstAndLeavesNothing() throws IOException {
        SpoolEntry entry = written();
        Files.writeString(entry.journal(), "b@example.org\n");
        try (SpoolPair pair = pair(entry)) {
            pair.remove();
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
        assertThat(SpoolDirectory.take(entry)).isInstanceOf(Taken.Absent.class);
    }

    @Test
    void whoTheJournalNamesHasHadTheMessage() throws IOException {
        SpoolEntry entry = written();
        Files.writeString(entry.journal(), "b@example.org\nC@example.org\n");
        try (SpoolPair pair = pair(entry)) {
            assertThat(pair.header().envelope().remaining())
                    .extracting(SpoolRecipient::address)
                    .containsExactly("c@example.org");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "body\n", "1xUr8B-0005PP-0K-H\nbody\n", "1xUr8B-0005PP-0K-D", "1xUr8B-0005PP-0-D\nbody\n"})
    void aBodyFileWithoutANameLineIsMalformed(String data) throws IOException {
        SpoolEntry entry = written();
        Files.writeString(entry.data(), data);
        assertThat(SpoolDirectory.take(entry))
                .isInstanceOfSatisfying(
                        Taken.Malformed.class, bad -> assertThat(bad.why()).contains("-D: the first line"));
    }

    @Test
    void aHeaderOfAnotherIdIsMalformed() throws IOException {
        SpoolEntry entry = written();
        SpoolEntry other = new SpoolEntry(new SpoolId("1xUr8B-0005PP-0K"), folder.resolve("1xUr8B-0005PP-0K-H"));
        Files.copy(entry.header(), other.header());
        Files.copy(entry.data(), other.data());
        assertThat(SpoolDirectory.take(other))
                .isEqualTo(new Taken.Malformed(
                        "1xUr8B-0005PP-0K-H: the first line is not 1xUr8B-0005PP-0K-H (at octet 19)"));
        // it is not held after that
        assertThat(SpoolDirectory.take(other)).isInstanceOf(Taken.Malformed.class);
    }

    @Test
    void linksAndPipesAreNotOpened() throws Exception {
        SpoolEntry linked = written();
        Path elsewhere = Files.move(linked.data(), folder.resolve("elsewhere"));
        Files.createSymbolicLink(linked.data(), elsewhere);
        assertThat(SpoolDirectory.take(linked)).isInstanceOf(Taken.Malformed.class);
        SpoolEntry piped = written();
        Files.delete(piped.header());
        assertThat(new ProcessBuilder("mkfifo", piped.header().toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(SpoolDirectory.take(piped)).isInstanceOf(Taken.Malformed.class);
    }

    @Test
    void aListingHasPairsOfBothPlacesByAgeAndNothingElse() throws IOException {
        Files.createDirectory(folder.resolve("z"));
        Files.createDirectory(folder.resolve("zz"));
        for (String name : List.of(
                "1xUr8C-0005PP-0K-H",
                "z/1xUr8B-0005PP-0K-H",
                "zz/1xUr8A-0005PP-0K-H",
                "hdr.1xUr8A-0005PP-0K",
                "x-H",
                "1xUr8D-0005PP-0K-D")) {
            Files.writeString(folder.resolve(name), "");
        }
        assertThat(new SpoolDirectory(folder).list())
                .extracting(entry -> folder.relativize(entry.header()).toString())
                .containsExactly("z/1xUr8B-0005PP-0K-H", "1xUr8C-0005PP-0K-H");
    }
}
