// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * README.md as a newcomer would try it: a fresh clone, {@code run.sh}, the commands that it shows and what they print.
 */
class ReadmeIT {
    private static final Path ROOT =
            Path.of(System.getProperty("postern.root", "..")).toAbsolutePath().normalize();

    @Test
    void theTranscriptIsWhatHappens(@TempDir Path scratch) throws IOException, InterruptedException {
        Prerequisites.require(Files.exists(ROOT.resolve(".git")), "the project is not a git clone");
        Prerequisites.program("curl", "/usr/bin/curl", "/bin/curl");
        Path output = scratch.resolve("output.txt");
        Process script = new ProcessBuilder(
                        "bash",
                        ROOT.resolve("integration-tests/src/test/sh/readme-walkthrough.sh")
                                .toString(),
                        ROOT.toString(),
                        scratch.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = script.waitFor(30, TimeUnit.MINUTES);
        if (!ended) {
            script.descendants().forEach(ProcessHandle::destroy);
            script.destroy();
        }
        assertThat(ended).as(Files.readString(output)).isTrue();
        assertThat(script.exitValue()).as(Files.readString(output)).isZero();
    }
}
