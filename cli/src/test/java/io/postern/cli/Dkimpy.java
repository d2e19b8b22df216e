// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.postern.testing.Prerequisites;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** dkimpy, one process for a whole test class. */
final class Dkimpy implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process python;
    private final Writer requests;
    private final BufferedReader answers;

    /** @param script of the test resources, which takes the time that it is */
    Dkimpy(String script, long now) throws IOException, InterruptedException {
        Path program = Prerequisites.program("python3", "/usr/bin/python3");
        int imports = new ProcessBuilder(program.toString(), "-c", "import dkim, nacl")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        Prerequisites.require(imports == 0, "needs dkimpy and PyNaCl (Debian packages python3-dkim, python3-nacl)");
        python = new ProcessBuilder(program.toString(), "src/test/resources/" + script, String.valueOf(now))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        requests = python.outputWriter(StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(python.getInputStream(), StandardCharsets.UTF_8));
    }

    JsonNode ask(JsonNode request) throws IOException {
        requests.write(request + "\n");
        requests.flush();
        return JSON.readTree(String.valueOf(answers.readLine()));
    }

    @Override
    public void close() throws IOException {
        requests.close();
        try {
            assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts tests", e);
        }
        assertThat(python.exitValue()).isZero();
    }
}
