// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

/** How readers and the writer of a file keep out of each other's way. Reader and writer must use the same. */
public enum Locking {
    /** LMDB's own lock file, {@code FILE-lock} or {@code lock.mdb}, which must be writable: mdb_load, Exim. */
    LMDB("lmdb"),
    /** A shared fcntl lock on the data file during each lookup, and no lock file: Postfix. */
    POSTFIX("postfix"),
    /** Nothing: for files that nobody writes, as on read-only media. */
    NONE("none");

    private final String keyword;

    Locking(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }
}
