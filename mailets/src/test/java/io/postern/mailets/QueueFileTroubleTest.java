// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, and a directory of somebody else: the mail stays in James, and the log says why. */
class QueueFileTroubleTest {
    @TempDir
    private Path folder;

    private static List<String> lines(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        process.waitFor();
        return said.lines().toList();
    }

    @Test
    void aFullDiskHoldsWholePairsAndTheRestGoesToTheErrorProcessorUntilThereIsRoom() throws Exception {
        Path shell = Prerequisites.program("util-linux", "/usr/bin/unshare");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        String child = QueueFileProcess.command(disk, 20).stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        List<String> lines = lines(List.of(
                shell.toString(),
                "-m",
                "sh",
                "-c",
                "mount -t tmpfs -o size=80k none '" + disk + "' && echo mounted && " + child));
        Prerequisites.require(lines.contains("mounted"), "needs the right to mount a tmpfs: " + lines);

        long written = count(lines, "state ghost");
        assertThat(written).as(lines.toString()).isBetween(1L, 19L);
        assertThat(lines.stream().filter(line -> line.startsWith("state held")))
                .as(lines.toString())
                .hasSize((int) (20 - written))
                .allMatch(line -> line.contains("No space left on device"));
        assertThat(lines).anyMatch(line -> line.contains("queuefile=failed") && line.contains("No space left"));
        List<String> files =
                lines.stream().filter(line -> line.startsWith("file ")).toList();
        assertThat(files).hasSize((int) (2 * written)).noneMatch(file -> file.contains("hdr."));
        assertThat(lines).contains("again state ghost ");
    }

    @Test
    void aDirectoryThatMayNotBeWrittenLeavesTheMailInJames() throws Exception {
        Path setpriv = Prerequisites.program("util-linux", "/usr/bin/setpriv");
        Prerequisites.require("root".equals(System.getProperty("user.name")), "only root may give a directory away");
        Path others = Files.createDirectory(folder.resolve("others"));
        UserPrincipal nobody =
                folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Files.setPosixFilePermissions(others, PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setOwner(others, nobody);
        // a process that is no more than the owner of its own files
        String less = "-dac_override,-dac_read_search,-fowner";
        List<String> command =
                new ArrayList<>(List.of(setpriv.toString(), "--bounding-set=" + less, "--inh-caps=" + less));
        command.addAll(QueueFileProcess.command(others, 2));

        List<String> lines = lines(command);

        assertThat(lines.stream().filter(line -> line.contains("state held ")))
                .as(lines.toString())
                .hasSize(3)
                .allMatch(line -> line.contains("AccessDenied"));
        assertThat(lines).anyMatch(line -> line.contains("queuefile=failed") && line.contains("AccessDenied"));
        assertThat(others).isEmptyDirectory();
    }

    private static long count(List<String> lines, String start) {
        return lines.stream().filter(line -> line.startsWith(start)).count();
    }
}
