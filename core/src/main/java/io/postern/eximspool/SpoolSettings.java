// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.nio.file.Path;

/**
 * How a directory gets its pairs.
 *
 * @param directory that exists
 */
public record SpoolSettings(Path directory, Split split, FileAccess access, Durability durability, BodyForm bodyForm) {
    /** Flat, Exim's mode, on disk before it counts, LF. */
    public static SpoolSettings of(Path directory) {
        return new SpoolSettings(directory, Split.FLAT, FileAccess.DEFAULT, Durability.FSYNC, BodyForm.LINE_FEED);
    }

    /** The same for another directory. */
    public SpoolSettings in(Path other) {
        return new SpoolSettings(other, split, access, durability, bodyForm);
    }

    public SpoolSettings with(Split other) {
        return new SpoolSettings(directory, other, access, durability, bodyForm);
    }

    public SpoolSettings with(FileAccess other) {
        return new SpoolSettings(directory, split, other, durability, bodyForm);
    }

    public SpoolSettings with(Durability other) {
        return new SpoolSettings(directory, split, access, other, bodyForm);
    }

    public SpoolSettings with(BodyForm other) {
        return new SpoolSettings(directory, split, access, durability, other);
    }
}
