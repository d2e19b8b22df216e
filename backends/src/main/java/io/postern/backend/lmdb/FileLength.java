// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The length of an open file, for half of what {@link java.io.RandomAccessFile#length} costs: POSIX lseek to the end,
 * which copies nothing, on a descriptor that nobody reads by. Not to be closed while a lock of this process on the file
 * is to last, for POSIX gives up all of them. Thread-safe until it is closed.
 */
final class FileLength implements Closeable {
    private static final int READ_ONLY = 0;
    private static final int SEEK_END = 2;

    private final Path path;
    private final Posix posix;
    private final int descriptor;

    private FileLength(Path path, Posix posix, int descriptor) {
        this.path = path;
        this.posix = posix;
        this.descriptor = descriptor;
    }

    /** @throws IOException if the file cannot be opened */
    static FileLength open(Path path, Posix posix) throws IOException {
        int descriptor = posix.open(path.toString(), READ_ONLY);
        if (descriptor < 0) {
            throw new IOException(path + " cannot be opened");
        }
        return new FileLength(path, posix, descriptor);
    }

    /** In octets, as it is now. */
    long octets() throws IOException {
        long length = posix.lseek(descriptor, 0, SEEK_END);
        if (length < 0) {
            throw new IOException("the length of " + path + " is not known");
        }
        return length;
    }

    @Override
    public void close() throws IOException {
        if (posix.close(descriptor) != 0) {
            throw new IOException(path + " cannot be closed");
        }
    }
}
