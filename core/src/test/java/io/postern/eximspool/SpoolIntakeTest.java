// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written while pairs are taken, step by step. */
class SpoolIntakeTest {
    private static final SpoolId ID = new SpoolId("1xUr8B-0005PP-0K");

    @TempDir
    private Path folder;

    private final RecordingFiles files = new RecordingFiles();
    private SpoolEntry entry = new SpoolEntry(ID, Path.of(""));

    @BeforeEach
    void writePair() throws IOException {
        entry = new SpoolEntry(ID, folder.resolve(ID.headerName()));
        Files.writeString(entry.header(), ID.headerName() + "\nroot 0 0\n<>\n1 0\nXX\n1\na@example.org\n\n");
        Files.writeString(entry.data(), ID.dataName() + "\n");
    }

    private SpoolIntake intake() {
        return new SpoolIntake(new SpoolDirectory(folder), files);
    }

    @Test
    void theRecordIsOnDiskBeforeThePairMayBeHandedOverAndGoesLast() throws IOException {
        assertThat(intake().note(entry)).isEqualTo(SpoolIntake.Note.NEW);
        assertThat(files.steps())
                .containsExactly("create taken." + ID, "close taken." + ID, "force folder " + folder.getFileName());
        assertThat(intake().note(entry)).isEqualTo(SpoolIntake.Note.THERE_BEFORE);
        files.steps().clear();
        try (SpoolPair pair = ((Taken.Pair) SpoolDirectory.take(entry)).pair()) {
            intake().finish(pair);
        }
        assertThat(files.steps()).containsExactly("delete taken." + ID);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aSweepLeavesRecordsOfPairsThatAreThere() throws IOException {
        intake().note(entry);
        intake().sweep();
        assertThat(entry.header()).exists();
        assertThat(intake().note(entry)).isEqualTo(SpoolIntake.Note.THERE_BEFORE);
    }

    @Test
    void oneRecordThatCannotBeRemovedDoesNotKeepOthers() throws IOException {
        SpoolEntry stuck = new SpoolEntry(new SpoolId("1xUr8A-0005PP-0K"), folder.resolve("1xUr8A-0005PP-0K-H"));
        intake().note(stuck);
        Files.createDirectories(stuck.data().resolve("something"));
        intake().note(entry);
        Files.delete(entry.header());
        assertThatIOException().isThrownBy(() -> intake().sweep()).withMessageContaining("1xUr8A");
        assertThat(entry.data()).doesNotExist();
        assertThat(folder.resolve("taken." + ID)).doesNotExist();
    }
}
