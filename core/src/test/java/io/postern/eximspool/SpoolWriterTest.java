// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpoolWriterTest {
    private static final SpoolId ID = new SpoolId("1xUr8B-0005PP-0K");
    private static final String MESSAGE =
            "Received: from x\r\n\tby y\r\nFrom: a@example.com\r\nX-Other: \u00e9\r\n\r\nOne\r\n.two\r\nbare\rCR\r\nend";
    private static final SpoolDraft DRAFT =
            SpoolSamples.draft(SpoolSamples.envelope("a@example.com", "b@example.org", "\"c d\"@example.org"), MESSAGE);

    @TempDir
    Path folder;

    private SpoolWriter writer(SpoolSettings settings, SpoolFiles files) {
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T04:00:00Z"), ZoneOffset.UTC);
        return new SpoolWriter(settings, new SpoolIds(IdForm.SHORT, OptionalInt.empty(), clock, 1), files);
    }

    @Test
    void theFilesAreAsEximHasThem() throws IOException {
        writer(SpoolSettings.of(folder), SpoolFiles.ofSystem()).write(DRAFT, ID);
        assertThat(text(ID.dataName())).isEqualTo("1xUr8B-0005PP-0K-D\nOne\n.two\nbare\rCR\nend");
        assertThat(text(ID.headerName())).isEqualTo("""
                1xUr8B-0005PP-0K-H
                james 1000 1000
                <a@example.com>
                1795320000 0
                -received_time_usec .123456
                -body_linecount 3
                -max_received_linelength 19
                XX
                2
                b@example.org
                "c d"@example.org

                023P Received: from x
                \tby y
                020F From: a@example.com
                011  X-Other: \u00e9
                """);
    }

    @Test
    void theWireFormHasTheOctetsOfTheMessage() throws IOException {
        writer(SpoolSettings.of(folder).with(BodyForm.WIRE), SpoolFiles.ofSystem())
                .write(DRAFT, ID);
        assertThat(text(ID.dataName())).isEqualTo("1xUr8B-0005PP-0K-D\nOne\r\n.two\r\nbare\rCR\r\nend");
        assertThat(text(ID.headerName())).contains("\n-spool_file_wireformat\n").doesNotContain("body_linecount");
    }

    @Test
    void dataIsCompleteAndOnDiskBeforeTheHeaderHasItsName() throws IOException {
        RecordingFiles files = new RecordingFiles();
        writer(SpoolSettings.of(folder), files).write(DRAFT, ID);
        assertThat(files.steps())
                .containsExactly(
                        "create 1xUr8B-0005PP-0K-D",
                        "lock 19 1xUr8B-0005PP-0K-D",
                        "write 1xUr8B-0005PP-0K-D",
                        "force 1xUr8B-0005PP-0K-D",
                        "create hdr.1xUr8B-0005PP-0K",
                        "write hdr.1xUr8B-0005PP-0K",
                        "force hdr.1xUr8B-0005PP-0K",
                        "close hdr.1xUr8B-0005PP-0K",
                        "rename hdr.1xUr8B-0005PP-0K to 1xUr8B-0005PP-0K-H",
                        "force folder " + folder.getFileName(),
                        "close 1xUr8B-0005PP-0K-D");
    }

    @Test
    void withoutDurabilityDataIsClosedBeforeTheHeaderHasItsNameAndNothingFollows() throws IOException {
        RecordingFiles files = new RecordingFiles();
        writer(SpoolSettings.of(folder).with(Durability.NONE), files).write(DRAFT, ID);
        assertThat(files.steps())
                .containsExactly(
                        "create 1xUr8B-0005PP-0K-D",
                        "write 1xUr8B-0005PP-0K-D",
                        "close 1xUr8B-0005PP-0K-D",
                        "create hdr.1xUr8B-0005PP-0K",
                        "write hdr.1xUr8B-0005PP-0K",
                        "close hdr.1xUr8B-0005PP-0K",
                        "rename hdr.1xUr8B-0005PP-0K to 1xUr8B-0005PP-0K-H");
    }

    @Test
    void aNewFolderOfASplitSpoolIsForcedInItsParent() throws IOException {
        RecordingFiles files = new RecordingFiles();
        SpoolWriter writer = writer(SpoolSettings.of(folder).with(Split.SPLIT), files);
        writer.write(DRAFT, ID);
        assertThat(folder.resolve("B").resolve(ID.headerName())).exists();
        assertThat(files.steps())
                .startsWith("folder B", "force folder " + folder.getFileName())
                .contains("force folder B");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("B"))))
                .isEqualTo("rwxr-x---");
    }

    @ParameterizedTest
    @CsvSource({"FSYNC, 9", "NONE, 5"})
    void aFailureAtAnyStepLeavesNothing(Durability durability, int steps) throws IOException {
        SpoolSettings settings = SpoolSettings.of(folder).with(durability);
        RecordingFiles whole = new RecordingFiles();
        writer(settings, whole).write(DRAFT, ID);
        Files.delete(folder.resolve(ID.headerName()));
        Files.delete(folder.resolve(ID.dataName()));
        int failures = 0;
        for (int step = 0; step < whole.steps().size(); step++) {
            if (whole.steps().get(step).startsWith("close")) {
                continue;
            }
            SpoolWriter writer = writer(settings, new RecordingFiles().failingAt(step));
            assertThatIOException().isThrownBy(() -> writer.write(DRAFT, ID)).withMessageContaining("no space left");
            assertThat(files()).as(whole.steps().get(step)).isEmpty();
            failures++;
        }
        assertThat(failures).isEqualTo(steps);
    }

    @Test
    void aFileSystemThatTellsOnlyAtTheEndThatItHasNoRoomLeavesNothing() throws IOException {
        RecordingFiles files = new RecordingFiles().failingToClose();
        SpoolWriter writer = writer(SpoolSettings.of(folder).with(Durability.NONE), files);
        assertThatIOException().isThrownBy(() -> writer.write(DRAFT, ID)).withMessageContaining("no space left");
        assertThat(files.steps()).noneMatch(step -> step.startsWith("rename"));
        assertThat(files()).isEmpty();
    }

    @Test
    void aFailingMessageLeavesNothing() throws IOException {
        SpoolDraft broken = new SpoolDraft(DRAFT.envelope(), DRAFT.fields(), () -> {
            throw new IOException("the message is gone");
        });
        assertThatIOException()
                .isThrownBy(() ->
                        writer(SpoolSettings.of(folder), SpoolFiles.ofSystem()).write(broken));
        assertThat(files()).isEmpty();
    }

    @Test
    void filesThatAreThereAreNotTouchedAndAnotherIdIsTaken() throws IOException {
        SpoolWriter first = writer(SpoolSettings.of(folder), SpoolFiles.ofSystem());
        SpoolId taken = first.write(DRAFT).id();
        String before = text(taken.dataName());
        // the same clock and process: the same first id
        SpoolId other = writer(SpoolSettings.of(folder), SpoolFiles.ofSystem())
                .write(DRAFT)
                .id();
        assertThat(other).isNotEqualTo(taken);
        assertThat(text(taken.dataName())).isEqualTo(before);
        assertThatThrownBy(() -> first.write(DRAFT, taken)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(text(taken.dataName())).isEqualTo(before);
        assertThat(files()).hasSize(4);
    }

    @Test
    void filesHaveTheModeThatIsAskedForWhateverTheUmask() throws IOException {
        FileAccess access =
                new FileAccess(PosixFilePermissions.fromString("rw-rw-rw-"), Optional.empty(), Optional.empty());
        writer(SpoolSettings.of(folder).with(access), SpoolFiles.ofSystem()).write(DRAFT, ID);
        for (String name : List.of(ID.headerName(), ID.dataName())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-rw-rw-");
        }
    }

    @Test
    void aFolderThatIsNotThereIsAnErrorWithItsName() {
        assertThatIOException()
                .isThrownBy(() -> writer(SpoolSettings.of(folder.resolve("gone")), SpoolFiles.ofSystem())
                        .write(DRAFT))
                .withMessageContaining("gone");
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name), ISO_8859_1);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
