// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.psl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.backend.idn.Idna;
import io.postern.dmarc.PublicSuffixList;
import io.postern.testing.Prerequisites;
import io.postern.value.DomainName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SuffixListSourceTest {
    /** A clock that a test moves. */
    private static final class Hand extends Clock {
        private Instant now = Instant.ofEpochSecond(1_800_000_000);

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }

    /** A case of the list's own tests; "null" stands for none. */
    record Case(String name, String expected) {
        @Override
        public String toString() {
            return name + ": " + expected;
        }
    }

    @TempDir
    Path folder;

    private final Hand clock = new Hand();

    static List<Case> official() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String line : Files.readAllLines(Prerequisites.suite("psl/tests/tests.txt"))) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length == 2 && !line.startsWith("//")) {
                cases.add(new Case(words[0], words[1]));
            }
        }
        Pattern call = Pattern.compile("^checkPublicSuffix\\('?([^',]*)'?, '?([^')]*)'?\\);$");
        for (String line : Files.readAllLines(Prerequisites.suite("psl/tests/test_psl.txt"))) {
            Matcher matcher = call.matcher(line.strip());
            if (matcher.matches()) {
                cases.add(new Case(matcher.group(1), matcher.group(2)));
            }
        }
        return cases;
    }

    /** Read once: the cases share it. */
    private static final class Official {
        static final PublicSuffixList LIST = list();

        private static PublicSuffixList list() {
            try {
                return SuffixListSource.read(Prerequisites.suite("psl/public_suffix_list.dat"), new Idna())
                        .orThrow();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("official")
    void agreesWithTheListsOwnTests(Case test) {
        Optional<DomainName> name =
                new Idna().toAscii(test.name.equals("null") ? "" : test.name).ok();
        Optional<DomainName> expected = test.expected.equals("null")
                ? Optional.empty()
                : new Idna().toAscii(test.expected).ok();
        assertThat(name.flatMap(Official.LIST::organizationalDomain)).isEqualTo(expected);
    }

    @Test
    void bothFilesOfTestsAreRead() throws IOException {
        assertThat(official()).hasSizeGreaterThanOrEqualTo(150);
    }

    @Test
    void theBundledListIsOne() {
        SuffixListSource bundled = SuffixListSource.bundled(new Idna());
        assertThat(bundled.get().unreadable()).isEmpty();
        assertThat(bundled.get().organizationalDomain(DomainName.of("a.b.co.uk")))
                .contains(DomainName.of("b.co.uk"));
        assertThat(bundled.status().origin()).isEqualTo("bundled");
        assertThat(bundled.status().date()).matches("20\\d\\d-\\d\\d-\\d\\d.*");
        assertThat(bundled.status().icannRules()).isGreaterThan(5_000);
    }

    @Test
    void aChangedFileIsReadAgainAfterAMinute() throws IOException {
        Path file = Files.writeString(folder.resolve("list.dat"), list("one.example"));
        SuffixListSource source = SuffixListSource.of(file, new Idna(), clock);
        DomainName name = DomainName.of("a.b.two.example");
        assertThat(source.get().organizationalDomain(name)).contains(DomainName.of("two.example"));
        Files.writeString(file, list("two.example", "three.example"));
        clock.pass(SuffixListSource.CHECK_INTERVAL.minusSeconds(1));
        assertThat(source.get().organizationalDomain(name)).contains(DomainName.of("two.example"));
        clock.pass(Duration.ofSeconds(1));
        assertThat(source.get().organizationalDomain(name)).contains(DomainName.of("b.two.example"));
        assertThat(source.status().failure()).isEmpty();
    }

    @Test
    void aBadFileChangesNothingAndIsTold() throws IOException {
        Path file = Files.writeString(folder.resolve("list.dat"), list("one.example"));
        SuffixListSource source = SuffixListSource.of(file, new Idna(), clock);
        PublicSuffixList first = source.get();
        Files.writeString(file, "<html>not found</html>");
        clock.pass(SuffixListSource.CHECK_INTERVAL);
        assertThat(source.get()).isSameAs(first);
        assertThat(source.status().failure()).isPresent();
        Files.delete(file);
        clock.pass(SuffixListSource.CHECK_INTERVAL);
        assertThat(source.get()).isSameAs(first);
        assertThat(source.status().failure().orElseThrow()).contains("NoSuchFile");
        Files.writeString(file, list("one.example"));
        clock.pass(SuffixListSource.CHECK_INTERVAL);
        assertThat(source.get()).isNotSameAs(first);
        assertThat(source.status().failure()).isEmpty();
    }

    @Test
    void aBadFileAtTheStartIsTheOperatorsMistake() throws IOException {
        Path file = Files.writeString(folder.resolve("list.dat"), "com\n");
        assertThatThrownBy(() -> SuffixListSource.of(file, new Idna(), clock))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SuffixListSource.of(folder.resolve("absent"), new Idna(), clock))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aListWithoutAVersionHasTheDateOfItsFile() throws IOException {
        Path file = Files.writeString(folder.resolve("list.dat"), list("one.example"));
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(Instant.parse("2026-08-19T00:00:00Z")));
        assertThat(SuffixListSource.of(file, new Idna(), clock).status().date()).startsWith("2026-08-19");
    }

    private static String list(String... rules) {
        StringBuilder text = new StringBuilder("// ===BEGIN ICANN DOMAINS===\n");
        for (int i = 0; i < PublicSuffixList.MIN_ICANN_RULES; i++) {
            text.append("filler").append(i).append('\n');
        }
        text.append(String.join("\n", rules)).append("\n// ===END ICANN DOMAINS===\n");
        return text + "// ===BEGIN PRIVATE DOMAINS===\nblogs.example\n// ===END PRIVATE DOMAINS===\n";
    }
}
