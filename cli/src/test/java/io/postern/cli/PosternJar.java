// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The jar that is shipped, run as its users run it; only a defect keeps it longer than the hang limit. */
final class PosternJar {
    private static final long HANG_SECONDS = 120;
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private PosternJar() {}

    static Path path() {
        return Path.of(Objects.requireNonNull(System.getProperty("postern.cli.jar"), "run by failsafe only"));
    }

    /** Runs one verb in a world without UTF-8. */
    static Run run(String input, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(JAVA.toString(), "-Dfile.encoding=US-ASCII", "-jar", path().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        return run(builder, input);
    }

    /** Runs a line of a shell in a folder; {@code postern} is the jar. */
    static Run shell(Path folder, String line) {
        String function = "postern() { '" + JAVA + "' -jar '" + path() + "' \"$@\"; }\n";
        return run(new ProcessBuilder("sh", "-c", function + line).directory(folder.toFile()), "");
    }

    private static Run run(ProcessBuilder builder, String input) {
        try {
            Path in = Files.writeString(Files.createTempFile("postern", ".in"), input);
            Path err = Files.createTempFile("postern", ".err");
            Process process = builder.redirectInput(in.toFile())
                    .redirectError(err.toFile())
                    .start();
            try (InputStream out = process.getInputStream()) {
                String answers = new String(out.readAllBytes(), StandardCharsets.UTF_8);
                if (!process.waitFor(HANG_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("hangs: " + builder.command());
                }
                return new Run(process.exitValue(), answers, Files.readString(err));
            } finally {
                process.destroyForcibly();
                Files.delete(in);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts tests", e);
        }
    }
}
