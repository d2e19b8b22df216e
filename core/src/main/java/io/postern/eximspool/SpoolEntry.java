// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.nio.file.Path;

/**
 * A pair as a listing finds it: it may be gone, locked or malformed.
 *
 * @param header the {@code -H} file
 */
public record SpoolEntry(SpoolId id, Path header) {
    /** The {@code -D} file. */
    public Path data() {
        return header.resolveSibling(id.dataName());
    }

    /** Exim's journal, which mostly is not there. */
    public Path journal() {
        return header.resolveSibling(id.journalName());
    }
}
