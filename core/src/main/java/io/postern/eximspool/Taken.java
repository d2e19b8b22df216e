// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

/** What became of an attempt to take a pair. */
public sealed interface Taken {
    /** It is ours: locked, and read; to be closed. */
    record Pair(SpoolPair pair) implements Taken {}

    /** Somebody works on it: another process has locked {@code -D}, or another thread of this one has. */
    record Locked() implements Taken {}

    /** A file of it is not there, or not there any more. */
    record Absent() implements Taken {}

    /**
     * It is no pair.
     *
     * @param why may quote the file
     */
    record Malformed(String why) implements Taken {}
}
