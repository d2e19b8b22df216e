// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.message.OctetSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes pairs into a directory. Thread-safe.
 *
 * <p>First {@code -D}, locked, whole; then {@code -H} under a name that nobody looks for; both forced to disk; then
 * {@code -H} gets its name, and the folder is forced. So no reader sees a {@code -H} without its whole {@code -D}, and
 * a crash at any instant leaves a pair or none; what may be left of none is a {@code -D} or {@code hdr.} file alone,
 * which readers do not look at. The lock is held until all is done. Without {@link Durability#FSYNC} nothing can fail
 * once {@code -H} has its name, so nobody need wait: {@code -D} is closed before, and not locked.
 *
 * <p>Blocks for the disk. An {@link IOException} means that there is no pair: what had been made is removed.
 */
public final class SpoolWriter {
    /** New ids that are tried where files of one are there already. Ours: more say that something else is wrong. */
    private static final int MAX_CLASHES = 100;

    private final SpoolSettings settings;
    private final SpoolIds ids;
    private final SpoolFiles files;

    public SpoolWriter(SpoolSettings settings, SpoolIds ids, SpoolFiles files) {
        this.settings = settings;
        this.ids = ids;
        this.files = files;
    }

    /** Writes a pair under a new id, which the answer has. */
    public SpoolHeader write(SpoolDraft draft) throws IOException {
        Optional<FileAlreadyExistsException> clash = Optional.empty();
        for (int i = 0; i < MAX_CLASHES; i++) {
            try {
                return write(draft, ids.next());
            } catch (FileAlreadyExistsException taken) {
                clash = Optional.of(taken);
            }
        }
        throw new IOException(MAX_CLASHES + " new ids had files in " + settings.directory(), clash.orElse(null));
    }

    /**
     * Writes a pair under an id.
     *
     * @throws FileAlreadyExistsException if a file of that id is there; it stays as it is
     */
    public SpoolHeader write(SpoolDraft draft, SpoolId id) throws IOException {
        Path folder = folder(id);
        if (settings.durability() == Durability.NONE) {
            return write(draft, id, folder);
        }
        Path data = folder.resolve(id.dataName());
        Optional<HeldFile> held = HeldFile.hold(data);
        if (held.isEmpty()) {
            throw new FileAlreadyExistsException(data.toString());
        }
        try {
            return write(draft, id, folder);
        } finally {
            held.get().close();
        }
    }

    private SpoolHeader write(SpoolDraft draft, SpoolId id, Path folder) throws IOException {
        Path data = folder.resolve(id.dataName());
        Path temporary = folder.resolve(id.temporaryName());
        Path header = folder.resolve(id.headerName());
        try (SpoolFiles.NewFile body = files.create(data, settings.access())) {
            boolean whole = false;
            try {
                SpoolHeader written = new SpoolHeader(id, draft.envelope(), data(draft, id, body), draft.fields());
                header(written, temporary);
                files.rename(temporary, header);
                forceFolder(folder);
                whole = true;
                return written;
            } finally {
                if (!whole) {
                    files.delete(header);
                    files.delete(temporary);
                    files.delete(data);
                }
            }
        }
    }

    private BodyFacts data(SpoolDraft draft, SpoolId id, SpoolFiles.NewFile file) throws IOException {
        if (settings.durability() == Durability.FSYNC) {
            file.lock(id.nameLineOctets());
        }
        OctetSource source = draft.body();
        BodyOutput out = BodyOutput.of(settings.bodyForm(), id.dataName(), source.length(), file.out());
        BodyFacts facts;
        try (InputStream body = source.open()) {
            facts = out.copy(body, draft.longestFieldLine());
        }
        if (settings.durability() == Durability.FSYNC) {
            file.force();
        } else {
            // some file systems tell only now that they had no room
            file.close();
        }
        return facts;
    }

    private void header(SpoolHeader header, Path temporary) throws IOException {
        try (SpoolFiles.NewFile file = files.create(temporary, settings.access())) {
            header.writeTo(file.out());
            if (settings.durability() == Durability.FSYNC) {
                file.force();
            }
        }
    }

    private Path folder(SpoolId id) throws IOException {
        return switch (settings.split()) {
            case FLAT -> settings.directory();
            case SPLIT -> {
                Path folder = settings.directory().resolve(id.splitFolder());
                if (files.createFolder(folder, settings.access()) == SpoolFiles.Made.NEW) {
                    forceFolder(settings.directory());
                }
                yield folder;
            }
        };
    }

    private void forceFolder(Path folder) throws IOException {
        if (settings.durability() == Durability.FSYNC) {
            files.forceFolder(folder);
        }
    }
}
