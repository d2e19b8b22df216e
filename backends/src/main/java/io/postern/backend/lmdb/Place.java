// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * The files of one environment.
 *
 * @param path as configured: what LMDB is given
 * @param data the file with the pages
 * @param lock LMDB's lock file, there or not
 * @param isDirectory whether {@code path} is a directory
 */
record Place(Path path, Path data, Path lock, boolean isDirectory) {
    private static final Object ABSENT = "absent";

    /** Which files these are now: a file that has taken another one's place is another one. */
    record Identity(Object data, Object lock) {}

    static Place of(Path path) {
        return Files.isDirectory(path)
                ? new Place(path, path.resolve("data.mdb"), path.resolve("lock.mdb"), true)
                : new Place(path, path, path.resolveSibling(path.getFileName() + "-lock"), false);
    }

    /**
     * Looks which files are there.
     *
     * @throws UnusableFile if there is none
     */
    Identity identity(Locking locking) throws UnusableFile {
        try {
            BasicFileAttributes attributes = Files.readAttributes(data, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new UnusableFile(data + " is not a file");
            }
            return new Identity(key(data, attributes), locking == Locking.LMDB ? lockKey() : ABSENT);
        } catch (NoSuchFileException absent) {
            throw new UnusableFile(data + " does not exist", absent);
        } catch (IOException e) {
            throw new UnusableFile(data + " cannot be looked at: " + e, e);
        }
    }

    /**
     * What LMDB would find later, said clearly.
     *
     * @throws UnusableFile about rights that are missing
     */
    void requireRights(Locking locking) throws UnusableFile {
        if (!Files.isReadable(data)) {
            throw new UnusableFile(data + " is not readable for this user");
        }
        if (locking == Locking.LMDB) {
            Path needed = Files.exists(lock) ? lock : Objects.requireNonNullElse(lock.getParent(), lock);
            if (!Files.isWritable(needed)) {
                throw new UnusableFile(needed + " is not writable for this user, which locking=lmdb needs for the lock"
                        + " file; locking=none is for files that nobody writes");
            }
        }
    }

    private Object lockKey() throws IOException {
        try {
            return key(lock, Files.readAttributes(lock, BasicFileAttributes.class));
        } catch (NoSuchFileException absent) {
            return ABSENT;
        }
    }

    private static Object key(Path file, BasicFileAttributes attributes) {
        return Objects.requireNonNullElseGet(attributes.fileKey(), () -> file + " of " + attributes.creationTime());
    }
}
