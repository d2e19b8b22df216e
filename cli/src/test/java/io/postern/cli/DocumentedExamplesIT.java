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
 * Each block of docs/cli.md and docs/dkim.md that begins with {@code $ } is typed into a shell in docs/examples, and
 * the lines below it are what must come back, errors included. With {@code -Dgolden.update=true} the pages are
 * rewritten instead.
 */
class DocumentedExamplesIT {
    private static final List<Path> PAGES = List.of(Path.of("../docs/cli.md"), Path.of("../docs/dkim.md"));
    private static final Path FOLDER = Path.of("../docs/examples");
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^```console\n\\$ (.*)\n((?s:.*?))^```$");

    @TestFactory
    List<DynamicTest> everyExampleDoesWhatThePageSays() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : PAGES) {
            tests.addAll(examples(page));
        }
        assertThat(tests.size()).isGreaterThan(Boolean.getBoolean("golden.update") ? -1 : 7);
        return tests;
    }

    private static List<DynamicTest> examples(Path page) throws IOException {
        String text = Files.readString(page);
        List<DynamicTest> tests = new ArrayList<>();
        StringBuilder updated = new StringBuilder();
        Matcher example = EXAMPLE.matcher(text);
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
            Files.writeString(page, example.appendTail(updated));
            return List.of();
        }
        return tests;
    }

    private static String typed(String line) {
        return PosternJar.shell(FOLDER, "{ " + line + "\n} 2>&1").out().replace("\r\n", "\n");
    }
}
