// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a canonicalization puts its octets: to all hashes of that form. Short runs are gathered into blocks, as a call
 * for each would cost more than the hashing; long ones pass by.
 */
final class CanonicalOctets {
    private static final int BLOCK_OCTETS = 2048;
    /** Where it begins: many bodies are but long runs, and the line end behind them. */
    private static final int FEW_OCTETS = 64;
    /** Runs from this length on are hashed where they are. */
    private static final int LONG_RUN = 512;

    private static final byte[] CRLFS = crlfs(2048);

    private final List<BodyHash> hashes = new ArrayList<>(2);
    private byte[] block = new byte[0];
    private int filled;
    private long total;

    void add(BodyHash hash) {
        hashes.add(hash);
    }

    boolean isWanted() {
        return !hashes.isEmpty();
    }

    /** Octets so far. */
    long total() {
        return total;
    }

    void run(byte[] octets, int from, int to) {
        int length = to - from;
        if (length >= LONG_RUN) {
            flush();
            pass(octets, from, to);
        } else if (length > 0) {
            room(length);
            System.arraycopy(octets, from, block, filled, length);
            filled += length;
        }
        total += length;
    }

    void octet(byte octet) {
        room(1);
        block[filled++] = octet;
        total++;
    }

    void lineEnds(long count) {
        for (long left = 2 * count; left > 0; left -= CRLFS.length) {
            run(CRLFS, 0, (int) Math.min(left, CRLFS.length));
        }
    }

    void finish() {
        flush();
        hashes.forEach(hash -> hash.finish(total));
    }

    private void room(int length) {
        if (filled + length > BLOCK_OCTETS) {
            flush();
        }
        if (filled + length > block.length) {
            block = Arrays.copyOf(block, filled + length <= FEW_OCTETS ? FEW_OCTETS : BLOCK_OCTETS);
        }
    }

    private void flush() {
        pass(block, 0, filled);
        filled = 0;
    }

    private void pass(byte[] octets, int from, int to) {
        for (int i = 0; i < hashes.size(); i++) {
            hashes.get(i).update(octets, from, to);
        }
    }

    private static byte[] crlfs(int octets) {
        byte[] lineEnds = new byte[octets];
        for (int i = 0; i < octets; i += 2) {
            lineEnds[i] = '\r';
            lineEnds[i + 1] = '\n';
        }
        return lineEnds;
    }
}
