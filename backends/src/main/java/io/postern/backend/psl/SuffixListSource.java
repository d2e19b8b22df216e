// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.psl;

import io.postern.backend.file.WatchedFile;
import io.postern.dmarc.PublicSuffixList;
import io.postern.value.DomainConverter;
import io.postern.value.Parsed;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Gives the current Public Suffix List: of a file, which is watched, or the bundled one. Thread-safe. */
public final class SuffixListSource implements Supplier<PublicSuffixList> {
    /** How often a file is looked at, at most. Ours. */
    public static final Duration CHECK_INTERVAL = Duration.ofMinutes(1);

    private static final String BUNDLED = "effective_tld_names.dat";

    /**
     * What is in use.
     *
     * @param origin the file, or {@code bundled}
     * @param date when the list was made: its own words, else the day that the file was written
     * @param failure why a newer file is not in use
     */
    public record Status(String origin, String date, int icannRules, int privateRules, Optional<String> failure) {}

    private final Supplier<PublicSuffixList> list;
    private final Optional<WatchedFile<PublicSuffixList>> file;

    private SuffixListSource(Supplier<PublicSuffixList> list, Optional<WatchedFile<PublicSuffixList>> file) {
        this.list = list;
        this.file = file;
    }

    /** The list that Postern was built with. */
    public static SuffixListSource bundled(DomainConverter toALabels) {
        try (InputStream in = SuffixListSource.class.getResourceAsStream(BUNDLED)) {
            if (in == null) {
                throw new IllegalStateException("built without " + BUNDLED);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            PublicSuffixList list = PublicSuffixList.parse(text, toALabels).orThrow();
            return new SuffixListSource(() -> list, Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A file in UTF-8, in the format of publicsuffix.org.
     *
     * @param clock for the interval of checks
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is no list
     */
    public static SuffixListSource of(Path file, DomainConverter toALabels, Clock clock) throws IOException {
        WatchedFile<PublicSuffixList> watched =
                new WatchedFile<>(file, path -> read(path, toALabels), CHECK_INTERVAL, clock);
        return new SuffixListSource(watched, Optional.of(watched));
    }

    /** Reads one file, without keeping anything. */
    public static Parsed<PublicSuffixList> read(Path file, DomainConverter toALabels) throws IOException {
        return Files.size(file) > PublicSuffixList.MAX_LENGTH
                ? Parsed.malformed(0, "public suffix list", "larger than " + PublicSuffixList.MAX_LENGTH + " octets")
                : PublicSuffixList.parse(Files.readString(file), toALabels);
    }

    @Override
    public PublicSuffixList get() {
        return list.get();
    }

    /** What is in use now. */
    public Status status() {
        PublicSuffixList current = get();
        String written = file.map(watched -> watched.modified().toString()).orElse("");
        return new Status(
                file.map(watched -> watched.file().toString()).orElse("bundled"),
                current.version().orElse(written),
                current.icannRules(),
                current.privateRules(),
                file.flatMap(WatchedFile::failure));
    }
}
