// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each block of docs/cli.md that begins with {@code $ } is typed into a shell in docs/examples, and the lines below it
 * are what must come back, errors included. With {@code -Dgolden.update=true} the page is rewritten instead.
 */
class DocumentedExamplesIT {
    private static final Path PAGE = Path.of("../docs/cli.md");
    private static final Path FOLDER = Path.of("../docs/examples");
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^```console\n\\$ (.*)\n((?s:.*?))^```$");

    @TestFactory
    List<DynamicTest> everyExampleDoesWhatThePageSays() throws IOException {
        String page = Files.readString(PAGE);
        List<DynamicTest> tests = new ArrayList<>();
        StringBuilder updated = new StringBuilder();
        Matcher example = EXAMPLE.matcher(page);
        while (example.find()) {
            String line = example.group(1);
            String expected = example.group(2);
            if (Boolean.getBoolean("golden.update")) {
                String block = "```console\n$ " + line + "\n" + typed(line) + "```";
                example.appendReplacement(updated, Matcher.quoteReplacement(block));
            }
            tests.add(
                    DynamicTest.dynamicTest(line, () -> assertThat(typed(line)).isEqualTo(expected)));
        }
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, example.appendTail(updated));
            return List.of();
        }
        assertThat(tests).hasSizeGreaterThan(5);
        return tests;
    }

    private static String typed(String line) {
        return PosternJar.shell(FOLDER, "{ " + line + "\n} 2>&1").out().replace("\r\n", "\n");
    }
}
