// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a table is and how it is read.
 *
 * @param path absolute; a file, or a directory with {@code data.mdb} in it
 * @param database the name of a named database; empty for the unnamed one
 * @param reload how often is looked whether another file has taken this one's place, at least 1 ms
 */
public record LmdbSettings(Path path, String database, Locking locking, KeyEnd keyEnd, Duration reload) {
    public static final Duration DEFAULT_RELOAD = Duration.ofSeconds(5);

    public LmdbSettings {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("not an absolute path: " + path);
        }
        if (reload.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("reload " + reload + ", allowed: 1 ms and more");
        }
    }

    /** The unnamed database of a file, read as Exim does. */
    public LmdbSettings(Path path) {
        this(path, "", Locking.LMDB, KeyEnd.PLAIN, DEFAULT_RELOAD);
    }
}
