// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.value.Parsed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pairs in a directory and in its folders of one character. Thread-safe.
 *
 * <p>Symbolic links are not followed. What is not named as a pair is, is not looked at.
 */
public final class SpoolDirectory {
    /** Pairs of one listing. Ours, against exhaustion: the others are in the next one. */
    public static final int MAX_ENTRIES = 100_000;
    /** Octets of a journal that is read. Ours, against exhaustion. */
    private static final int MAX_JOURNAL_OCTETS = 16 * 1024 * 1024;

    private static final Set<OpenOption> TO_TAKE =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> TO_LOOK = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path directory;

    public SpoolDirectory(Path directory) {
        this.directory = directory;
    }

    public Path directory() {
        return directory;
    }

    /** Every {@code -H}, by id, which is by age; {@link #MAX_ENTRIES} at most. */
    public List<SpoolEntry> list() throws IOException {
        List<SpoolEntry> entries = new ArrayList<>();
        for (Path folder : folders()) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*-H")) {
                for (Path file : files) {
                    if (entries.size() == MAX_ENTRIES) {
                        break;
                    }
                    entry(file).ifPresent(entries::add);
                }
            } catch (NoSuchFileException | NotDirectoryException gone) {
                if (folder.equals(directory)) {
                    throw gone;
                }
            }
        }
        entries.sort(Comparator.comparing(SpoolEntry::id));
        return entries;
    }

    /** The pair of an id, in the place where it lies. */
    public Optional<SpoolEntry> find(SpoolId id) {
        return Stream.of(directory, directory.resolve(id.splitFolder()))
                .map(folder -> folder.resolve(id.headerName()))
                .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                .findFirst()
                .map(file -> new SpoolEntry(id, file));
    }

    /** Of an {@code -H} file; empty if it is not named as one. */
    public static Optional<SpoolEntry> entry(Path header) {
        return Optional.ofNullable(header.getFileName())
                .flatMap(name -> SpoolId.ofHeaderName(name.toString()).ok())
                .map(id -> new SpoolEntry(id, header));
    }

    /**
     * Reads an {@code -H} without a lock: what it says may change. Throws {@link NoSuchFileException} if it is gone.
     */
    public static Parsed<SpoolHeader> readHeader(SpoolEntry entry) throws IOException {
        return SpoolHeader.parse(octets(entry.header(), SpoolHeader.MAX_OCTETS), entry.id());
    }

    /** Locks a pair, if nobody else has, and reads it. Never waits for a lock. */
    public static Taken take(SpoolEntry entry) throws IOException {
        return open(entry, TO_TAKE);
    }

    /**
     * Reads a pair without a lock, for which {@code -D} need not be writable; what it says may change meanwhile.
     *
     * @return {@link Taken.Locked} only if this process has it
     */
    public static Taken look(SpoolEntry entry) throws IOException {
        return open(entry, TO_LOOK);
    }

    private static Taken open(SpoolEntry entry, Set<? extends OpenOption> options) throws IOException {
        for (Path file : List.of(entry.header(), entry.data())) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                        ? new Taken.Malformed(file.getFileName() + ": not a regular file")
                        : new Taken.Absent();
            }
        }
        Optional<HeldFile> held = HeldFile.hold(entry.data());
        return held.isEmpty() ? new Taken.Locked() : open(entry, options, held.get());
    }

    private static Taken open(SpoolEntry entry, Set<? extends OpenOption> options, HeldFile held) throws IOException {
        Optional<FileChannel> data = Optional.empty();
        boolean taken = false;
        try {
            data = Optional.of(FileChannel.open(entry.data(), options));
            // the lock is given up when the channel is closed
            boolean free =
                    options.equals(TO_LOOK) || data.get().tryLock(0, entry.id().nameLineOctets(), false) != null;
            Taken found = free ? read(entry, held, data.get()) : new Taken.Locked();
            taken = found instanceof Taken.Pair;
            return found;
        } catch (NoSuchFileException absent) {
            return new Taken.Absent();
        } finally {
            if (!taken) {
                close(data, held);
            }
        }
    }

    private static void close(Optional<FileChannel> data, HeldFile held) throws IOException {
        try {
            if (data.isPresent()) {
                data.get().close();
            }
        } finally {
            held.close();
        }
    }

    private static Taken read(SpoolEntry entry, HeldFile held, FileChannel data) throws IOException {
        Parsed<SpoolHeader> header = readHeader(entry);
        if (header instanceof Parsed.Malformed<SpoolHeader> bad) {
            return new Taken.Malformed(
                    entry.id().headerName() + ": " + bad.message() + " (at octet " + bad.offset() + ")");
        }
        Optional<Integer> start = bodyStart(data);
        if (start.isEmpty()) {
            return new Taken.Malformed(entry.id().dataName() + ": the first line is not the name of a -D file");
        }
        SpoolHeader read = header.orThrow();
        SpoolHeader current = read.with(withJournal(entry, read.envelope()));
        return new Taken.Pair(new SpoolPair(entry, current, held, data, start.get()));
    }

    /** Exim only counts octets; a first line of another length would cost the body some. */
    private static Optional<Integer> bodyStart(FileChannel data) throws IOException {
        ByteBuffer first = ByteBuffer.allocate(IdForm.LONG.length() + 3);
        int read = 0;
        while (read >= 0 && first.hasRemaining()) {
            read = data.read(first, first.position());
        }
        String text = new String(first.array(), 0, first.position(), StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        return end >= 0 && SpoolId.isDataName(text.substring(0, end)) ? Optional.of(end + 1) : Optional.empty();
    }

    /** Who Exim had delivered to when it was stopped. */
    private static SpoolEnvelope withJournal(SpoolEntry entry, SpoolEnvelope envelope) throws IOException {
        if (!Files.isRegularFile(entry.journal(), LinkOption.NOFOLLOW_LINKS)) {
            return envelope;
        }
        String journal = new String(octets(entry.journal(), MAX_JOURNAL_OCTETS), StandardCharsets.ISO_8859_1);
        Set<String> done = new LinkedHashSet<>();
        journal.lines()
                .filter(line -> !line.isEmpty() && SpoolText.isAddress(line))
                .forEach(done::add);
        return envelope.withDone(done);
    }

    /** One octet more than allowed at most. */
    private static byte[] octets(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(most + 1);
        }
    }

    /** Where pairs may lie: the directory, and its folders of one character. */
    List<Path> folders() throws IOException {
        List<Path> folders = new ArrayList<>(List.of(directory));
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "[0-9A-Za-z]")) {
            for (Path folder : found) {
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    folders.add(folder);
                }
            }
        }
        return folders;
    }
}
