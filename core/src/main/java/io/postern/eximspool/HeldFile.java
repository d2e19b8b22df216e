// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code -D} files that this process has locked. Locks of fcntl belong to processes, and closing any descriptor of
 * a file gives up the process's lock on it: so a file that is here must not even be opened again.
 */
final class HeldFile {
    /** Their folders, by the file's name: names are ids, so there is rarely more than one file of a name. */
    private static final Map<String, List<Path>> HELD = new HashMap<>();

    private final String name;
    private final Path folder;

    private HeldFile(String name, Path folder) {
        this.name = name;
        this.folder = folder;
    }

    /** Notes a file in a folder that exists; empty if it has been noted before. */
    static Optional<HeldFile> hold(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        HeldFile held = new HeldFile(String.valueOf(file.getFileName()), absolute.resolveSibling(""));
        synchronized (HELD) {
            List<Path> folders = HELD.getOrDefault(held.name, List.of());
            for (Path folder : folders) {
                // links may lead to one folder by two names
                if (folder.equals(held.folder) || Files.isSameFile(folder, held.folder)) {
                    return Optional.empty();
                }
            }
            HELD.computeIfAbsent(held.name, name -> new ArrayList<>(1)).add(held.folder);
        }
        return Optional.of(held);
    }

    /** Forgets it. */
    void close() {
        synchronized (HELD) {
            HELD.computeIfPresent(name, (unused, folders) -> {
                folders.remove(folder);
                return folders.isEmpty() ? null : folders;
            });
        }
    }
}
