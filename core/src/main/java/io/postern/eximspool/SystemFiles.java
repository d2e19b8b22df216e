// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The real ones. */
final class SystemFiles implements SpoolFiles {
    private static final FileAttribute<Set<PosixFilePermission>> MINE_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Path HERE = Path.of("");
    /** Ours, against exhaustion: folders may be named by senders. */
    private static final int MAX_KEPT = 1_000;

    /** Folders, with a mode, in which neither umask nor the system has taken anything from it. */
    private final Set<Kept> kept = ConcurrentHashMap.newKeySet();
    /** By mode, of which configurations name a few. */
    private final Map<Set<PosixFilePermission>, FileAttribute<Set<PosixFilePermission>>> attributes =
            new ConcurrentHashMap<>();

    private record Kept(Path folder, Set<PosixFilePermission> mode) {}

    @Override
    public NewFile create(Path file, FileAccess access) throws IOException {
        boolean given = access.owner().isPresent() || access.group().isPresent();
        // who gets the file later must not see it before
        FileAttribute<Set<PosixFilePermission>> first =
                given ? MINE_ONLY : attributes.computeIfAbsent(access.mode(), PosixFilePermissions::asFileAttribute);
        FileChannel channel = FileChannel.open(file, NEW, first);
        try {
            Kept here = new Kept(Objects.requireNonNullElse(file.getParent(), HERE), access.mode());
            if (given) {
                give(file, access, access.mode());
            } else if (!kept.contains(here)) {
                complete(file, access, here);
            }
            return new SystemFile(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** The umask of a process does not change, so one look at a folder's first file is enough. */
    private void complete(Path file, FileAccess access, Kept here) throws IOException {
        if (!Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS).equals(access.mode())) {
            give(file, access, access.mode());
        } else if (kept.size() < MAX_KEPT) {
            kept.add(here);
        }
    }

    @Override
    public Made createFolder(Path folder, FileAccess access) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return Made.THERE_BEFORE;
        }
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException byAnother) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw byAnother;
            }
            return Made.THERE_BEFORE;
        }
        give(folder, access, access.folderMode());
        return Made.NEW;
    }

    /** The owner last but for the mode: who has given a file away may not change it any more. */
    private static void give(Path file, FileAccess access, Set<PosixFilePermission> mode) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (access.group().isPresent()) {
            view.setGroup(access.group().get());
        }
        view.setPermissions(mode);
        if (access.owner().isPresent()) {
            view.setOwner(access.owner().get());
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    private record SystemFile(FileChannel channel) implements NewFile {
        @Override
        public OutputStream out() {
            return Channels.newOutputStream(channel);
        }

        @Override
        public void lock(long octets) throws IOException {
            if (channel.tryLock(0, octets, false) == null) {
                throw new IOException("a new file is locked by another process");
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
