// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The {@code -D} files that this process has locked. Locks of fcntl belong to processes, and closing any descriptor of
 * a file gives up the process's lock on it: so a file that is here must not even be opened again.
 */
final class HeldFile {
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path name;

    private HeldFile(Path name) {
        this.name = name;
    }

    /** Notes a file in a folder that exists; empty if it has been noted before. */
    static Optional<HeldFile> hold(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path name = folder == null ? file : folder.toRealPath().resolve(file.getFileName());
        return HELD.add(name) ? Optional.of(new HeldFile(name)) : Optional.empty();
    }

    /** Forgets it. */
    void close() {
        HELD.remove(name);
    }
}
