// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files that a server reads, each open once however many maps read it. Thread-safe. */
public final class LmdbFiles implements AutoCloseable {
    private final Clock clock;
    private final Map<Path, LmdbFile> files = new LinkedHashMap<>();

    /** Files are opened as maps ask for them; the clock is for what status says. */
    public LmdbFiles(Clock clock) {
        this.clock = clock;
    }

    /**
     * A map, whose file and database are there now.
     *
     * @throws UnusableFile if they are not, or another map reads the same file with another locking
     */
    public synchronized LmdbMap map(LmdbSettings settings) throws UnusableFile {
        Path path = settings.path().normalize();
        LmdbFile file = files.computeIfAbsent(
                path, absent -> new LmdbFile(absent, settings.locking(), settings.reload(), clock));
        if (file.locking() != settings.locking()) {
            throw new UnusableFile(
                    path + " is read with locking=" + file.locking().keyword() + " already, not "
                            + settings.locking().keyword());
        }
        file.lookEvery(settings.reload());
        LmdbMap map = new LmdbMap(file, settings.database(), settings.keyEnd());
        map.statistics();
        return map;
    }

    /** Closes all files; lookups fail from now on. */
    @Override
    public synchronized void close() {
        files.values().forEach(LmdbFile::close);
    }
}
