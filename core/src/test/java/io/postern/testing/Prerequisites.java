// SPDX-License-Identifier: Apache-2.0
package io.postern.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs from outside the project. Where it is absent the test is skipped with the reason; with
 * {@code POSTERN_STRICT=1} in the environment, as in continuous integration, it fails.
 */
public final class Prerequisites {
    private Prerequisites() {}

    /**
     * A file or folder of the conformance suites, which lie where the system property {@code postern.suites} points.
     */
    public static Path suite(String relative) {
        Path path = Path.of(System.getProperty("postern.suites", "../../shared/suites"))
                .resolve(relative)
                .normalize();
        require(Files.exists(path), "conformance suite is not here: " + path);
        return path;
    }

    /** A program of the operating system, by its absolute path candidates; the first that exists. */
    public static Path program(String packageName, String... candidates) {
        for (String candidate : candidates) {
            Path path = Path.of(candidate);
            if (Files.isExecutable(path)) {
                return path;
            }
        }
        require(false, "needs " + candidates[0] + " (Debian package " + packageName + ")");
        throw new AssertionError("unreachable");
    }

    public static void require(boolean present, String reason) {
        if (strict() && !present) {
            Assertions.fail("POSTERN_STRICT=1 and " + reason);
        }
        Assumptions.assumeTrue(present, reason);
    }

    public static boolean strict() {
        return "1".equals(System.getenv("POSTERN_STRICT"));
    }

    /** How many inputs a robustness loop tries: a few on every build, many under {@code -Pfull}. */
    public static int fuzzRounds() {
        return Integer.getInteger("postern.fuzz.rounds", 20_000);
    }
}
