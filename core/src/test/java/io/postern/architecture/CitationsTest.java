// SPDX-License-Identifier: Apache-2.0
package io.postern.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the sources cite and what docs/standards.md says of it agree. */
class CitationsTest {
    /** One decision of one standard: RFC 7208 §4.6.4. */
    private static final Pattern CITATION =
            Pattern.compile("RFC (\\d{3,5}) (§\\d+(\\.\\d+)*|App\\. [A-Z](\\.\\d+)*|EID \\d+)");

    private static final Pattern MARKER = Pattern.compile("(DEVIATES|AMBIGUOUS) (" + CITATION.pattern() + "):");
    /** A row: RFC, title, status, package, deviations, test class. */
    private static final Pattern ROW = Pattern.compile(
            "^\\| (\\d{3,5}) \\|([^|]+)\\| (Yes|Partial|No) \\|([^|]+)\\|([^|]+)\\|([^|]+)\\|$", Pattern.MULTILINE);
    /** A listed deviation: - DEVIATES RFC 8601 §5, `Claim`: ... */
    private static final Pattern LISTED =
            Pattern.compile("^- ((DEVIATES|AMBIGUOUS) " + CITATION.pattern() + ", `\\w+`):", Pattern.MULTILINE);

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Map<Path, String> MAIN_SOURCES = sources("src/main/java");
    private static final String STANDARDS = read(ROOT.resolve("docs/standards.md"));

    private static Map<Path, String> sources(String folder) {
        Map<Path, String> texts = new LinkedHashMap<>();
        for (Path module : children(ROOT)) {
            if (Files.isDirectory(module.resolve(folder))) {
                try (Stream<Path> files = Files.walk(module.resolve(folder))) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .sorted()
                            .forEach(file -> texts.put(file, read(file)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return texts;
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    private static Set<String> cited() {
        return MAIN_SOURCES.values().stream()
                .flatMap(text -> matches(CITATION, text))
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<MatchResult> rows() {
        return matches(ROW, STANDARDS);
    }

    private static List<String> words(MatchResult row, int column) {
        return Stream.of(row.group(column).strip().split(", "))
                .filter(text -> !text.equals("–"))
                .toList();
    }

    @Test
    void everyCitedRfcHasOneRow() {
        assertThat(rows().map(row -> row.group(1)).toList())
                .doesNotHaveDuplicates()
                .containsAll(cited());
    }

    @Test
    void everyRowThatClaimsSupportIsCited() {
        assertThat(cited())
                .containsAll(rows().filter(row -> !row.group(3).equals("No"))
                        .map(row -> row.group(1))
                        .toList());
    }

    @Test
    void everyLineOfTheTableIsARow() {
        long lines = STANDARDS
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| RFC "))
                .count();
        assertThat(rows().count()).isEqualTo(lines);
    }

    @Test
    void everyDeviationIsListedAndEveryListedOneIsThere() {
        List<String> marked = new ArrayList<>();
        MAIN_SOURCES.forEach((file, text) -> matches(MARKER, text)
                .forEach(match -> marked.add(match.group(1) + " " + match.group(2) + ", `"
                        + file.getFileName().toString().replace(".java", "") + "`")));
        assertThat(matches(LISTED, STANDARDS).map(match -> match.group(1)).toList())
                .containsExactlyInAnyOrderElementsOf(marked);
    }

    @Test
    void everyPackageOfARowExistsAndCitesItsRfc() {
        rows().forEach(row -> words(row, 4)
                .forEach(name -> assertThat(MAIN_SOURCES.entrySet().stream()
                                .filter(source -> source.getValue().contains("package io.postern." + name + ";")))
                        .as(row.group(1) + " in " + name)
                        .anyMatch(source -> source.getValue().contains("RFC " + row.group(1)))));
    }

    @Test
    void everyTestOfARowExists() {
        Set<String> tests = sources("src/test/java").keySet().stream()
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toSet());
        rows().forEach(row ->
                words(row, 6).forEach(name -> assertThat(tests).as(row.group(1)).contains(name + ".java")));
    }
}
