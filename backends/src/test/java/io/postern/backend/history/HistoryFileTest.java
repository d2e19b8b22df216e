// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
    private static final long HANG_SECONDS = 120;

    @TempDir
    Path folder;

    @Test
    void threadsAndProcessesAppendWholeBlocks() throws Exception {
        Path file = folder.resolve("history");
        List<Process> others = List.of(writer(file, "one"), writer(file, "two"));
        assertThat(Writer.write(file, "self", 4, 200)).isEmpty();
        for (Process other : others) {
            assertThat(other.waitFor(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(other.exitValue()).isZero();
        }
        assertThat(Writer.ids(Files.readString(file)))
                .hasSize(4 * 200 + 2 * 2 * 200)
                .doesNotHaveDuplicates();
    }

    @Test
    void aRenamedFileIsFollowedByANewOneAndNothingIsLost() throws Exception {
        Path file = folder.resolve("history");
        Process other = writer(file, "other");
        Thread rotating = new Thread(() -> {
            for (int i = 0; i < 20; i++) {
                try {
                    if (Files.exists(file)) {
                        Files.move(file, folder.resolve("history." + i));
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        rotating.start();
        assertThat(Writer.write(file, "self", 2, 200)).isEmpty();
        rotating.join();
        assertThat(other.waitFor(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(other.exitValue()).isZero();
        List<String> ids = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path each : files.toList()) {
                ids.addAll(Writer.ids(Files.readString(each)));
            }
        }
        assertThat(ids).hasSize(2 * 200 + 2 * 200).doesNotHaveDuplicates();
    }

    @Test
    void whatCannotBeWrittenIsToldAndNotThrown() throws IOException {
        HistoryFile inNoFolder = new HistoryFile(folder.resolve("absent/history"));
        assertThat(inNoFolder.append(Writer.block("1"))).isPresent();
        Files.createDirectory(folder.resolve("absent"));
        assertThat(inNoFolder.append(Writer.block("2"))).isEmpty();
        assertThat(new HistoryFile(folder).append(Writer.block("3"))).isPresent();
    }

    @Test
    void aFullDiskLeavesNoHalfBlock() throws Exception {
        Path shell = Prerequisites.program("util-linux", "/usr/bin/unshare");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        // 16 KiB: some blocks fit, the last one would be torn
        List<String> command = List.of(
                shell.toString(),
                "-m",
                "sh",
                "-c",
                "mount -t tmpfs -o size=16k none '" + disk + "' && { "
                        + String.join(" ", quoted(command(disk.resolve("history"), "full", 1, 100)))
                        + "; echo status $?; cat '" + disk + "/history'; }");
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
        Prerequisites.require(out.startsWith("status "), "needs the right to mount a tmpfs");
        assertThat(out).startsWith("status 1\n");
        assertThat(Writer.ids(out.substring("status 1\n".length())))
                .hasSizeBetween(5, 99)
                .doesNotHaveDuplicates();
    }

    @Test
    void aLockThatNobodyGivesBackIsNotWaitedForForever() throws Exception {
        Path file = Files.createFile(folder.resolve("history"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();
            Process other = writer(file, "late");
            assertThat(other.waitFor(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(other.exitValue()).isEqualTo(1);
        }
        assertThat(Files.size(file)).isZero();
    }

    private static Process writer(Path file, String name) throws IOException {
        int blocks = name.equals("late") ? 1 : 200;
        return new ProcessBuilder(command(file, name, 2, blocks))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<String> command(Path file, String name, int threads, int blocks) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                file.toString(),
                name,
                String.valueOf(threads),
                String.valueOf(blocks));
    }

    private static List<String> quoted(List<String> words) {
        return words.stream().map(word -> "'" + word + "'").toList();
    }
}
