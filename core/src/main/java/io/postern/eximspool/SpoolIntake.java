// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * What is written into a directory while pairs are taken out of it for good. Before a pair is handed over, an empty
 * file {@code taken.ID} beside it records that; it goes after the pair. So whoever finds a pair with a record knows
 * that it may have been handed over before, which nobody lived to note. Thread-safe; blocks for the disk.
 */
public final class SpoolIntake {
    /** The folder for what is no pair; longer than one character, so that no reader of spools looks into it. */
    public static final String BAD = "bad";

    private static final String RECORD = "taken.";
    private static final String REASON = ".reason";
    /** Names that are tried for one id in the folder {@value #BAD}. Ours. */
    private static final int MAX_NAMES = 1_000;

    /** Of a record. */
    public enum Note {
        NEW,
        /** Somebody began to hand the pair over, and did not come to its end. */
        THERE_BEFORE
    }

    private final SpoolDirectory spool;
    private final SpoolFiles files;

    public SpoolIntake(SpoolDirectory spool, SpoolFiles files) {
        this.spool = spool;
        this.files = files;
    }

    /** Records, on disk, that a pair is about to be handed over; the caller has it locked. */
    public Note note(SpoolEntry entry) throws IOException {
        try {
            files.create(record(entry), FileAccess.DEFAULT).close();
        } catch (FileAlreadyExistsException before) {
            return Note.THERE_BEFORE;
        }
        files.forceFolder(folder(entry));
        return Note.NEW;
    }

    /** Removes a pair that has been handed over, and its record last. */
    public void finish(SpoolPair pair) throws IOException {
        pair.remove();
        files.delete(record(pair.entry()));
    }

    /**
     * Removes what was left where {@link #finish} was cut short: records without {@code -H}, and their files. One that
     * cannot be removed does not keep others from it; the exception is the first one's.
     */
    public void sweep() throws IOException {
        Optional<IOException> failure = Optional.empty();
        for (Path folder : spool.folders()) {
            try (DirectoryStream<Path> records = Files.newDirectoryStream(folder, RECORD + "*")) {
                for (Path record : records) {
                    Optional<IOException> here = sweep(record);
                    failure = failure.or(() -> here);
                }
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private Optional<IOException> sweep(Path record) {
        String id = record.toString().substring(record.toString().lastIndexOf(RECORD) + RECORD.length());
        Optional<SpoolEntry> entry = SpoolDirectory.entry(record.resolveSibling(id + "-H"));
        try {
            if (entry.isPresent() && Files.notExists(entry.get().header(), LinkOption.NOFOLLOW_LINKS)) {
                files.delete(entry.get().journal());
                files.delete(entry.get().data());
                files.delete(record);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /**
     * Puts the files of what is no pair into the folder {@value #BAD}, with the reason beside them; none that is there
     * is written over.
     *
     * @param why printable text
     * @return the name of the {@code -H} there
     */
    public Path reject(SpoolEntry entry, String why) throws IOException {
        Path bad = spool.directory().resolve(BAD);
        files.createFolder(bad, FileAccess.DEFAULT);
        String prefix = reason(bad, entry.id(), why);
        for (Path file : List.of(entry.header(), entry.journal(), entry.data())) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(file, bad.resolve(prefix + file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        files.delete(record(entry));
        return bad.resolve(prefix + entry.id().headerName());
    }

    /** The reason is the file whose name says which names are free: it is made first, and exclusively. */
    private static String reason(Path bad, SpoolId id, String why) throws IOException {
        for (int i = 1; i <= MAX_NAMES; i++) {
            String prefix = i == 1 ? "" : i + ".";
            Path reason = bad.resolve(prefix + id.text() + REASON);
            if (Files.notExists(reason, LinkOption.NOFOLLOW_LINKS)) {
                Files.writeString(reason, why + "\n", StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                return prefix;
            }
        }
        throw new IOException(bad + " has " + MAX_NAMES + " messages of the id " + id);
    }

    private static Path record(SpoolEntry entry) {
        return entry.header().resolveSibling(RECORD + entry.id().text());
    }

    private static Path folder(SpoolEntry entry) {
        return entry.header().toAbsolutePath().resolveSibling(".").normalize();
    }
}
