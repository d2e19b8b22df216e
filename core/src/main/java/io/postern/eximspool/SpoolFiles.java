// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** What {@link SpoolWriter} does to a file system, step by step, so that the order of the steps can be seen. */
public interface SpoolFiles {
    /** A new file; may be closed more than once. Not thread-safe. */
    interface NewFile extends Closeable {
        /** Where its octets go; unbuffered, and closed with the file. */
        OutputStream out();

        /** Locks its first octets for writing, as Exim does (fcntl), until it is closed. */
        void lock(long octets) throws IOException;

        /** Waits until the disk has its octets. */
        void force() throws IOException;
    }

    /**
     * Makes a file.
     *
     * @throws java.nio.file.FileAlreadyExistsException if something of this name is there
     */
    NewFile create(Path file, FileAccess access) throws IOException;

    /** Makes a folder unless it is there, whether it was made; links are not followed. */
    Made createFolder(Path folder, FileAccess access) throws IOException;

    /** Renames within a folder, at once; what had the new name is gone. */
    void rename(Path from, Path to) throws IOException;

    /** Waits until the disk has the names in a folder. */
    void forceFolder(Path folder) throws IOException;

    /** Removes a file if it is there. */
    void delete(Path file) throws IOException;

    /** Of a folder. */
    enum Made {
        NEW,
        THERE_BEFORE
    }

    /** The system's own. */
    static SpoolFiles ofSystem() {
        return new SystemFiles();
    }
}
