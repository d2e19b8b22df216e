// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.BitSet;

/**
 * The list of free pages in a data file: a B-tree whose values are a count and as many page numbers (LMDB 0.9:
 * {@code MDB_page} and {@code MDB_node} in mdb.c). Read by ordinary reads, so that a file that is cut off is an end of
 * file and nothing worse; whatever makes no sense is read as a list without the page.
 */
final class FreePages {
    private static final int FLAGS_AT = 10;
    private static final int LOWER_AT = 12;
    private static final int BRANCH = 1;
    private static final int LEAF = 2;
    private static final int NODE_HEADER = 8;
    private static final int IS_ELSEWHERE = 1;
    /** LMDB's CURSOR_STACK. */
    private static final int MAX_DEPTH = 32;
    /** More pages than this at the end of a file are not looked for. Ours; in practice it is one or two. */
    private static final int MAX_WANTED = 1 << 20;

    private final FileChannel channel;
    private final int pageSize;

    FreePages(RandomAccessFile file, int pageSize) {
        this.channel = file.getChannel();
        this.pageSize = pageSize;
    }

    /** Whether every page from {@code first} to {@code last} is in the list below {@code root}. */
    boolean has(long root, long first, long last) throws IOException {
        if (last - first >= MAX_WANTED || root < 0) {
            return false;
        }
        BitSet found = new BitSet();
        collect(root, first, last, found, 0);
        return found.cardinality() == last - first + 1;
    }

    private void collect(long number, long first, long last, BitSet found, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            return;
        }
        ByteBuffer page = ByteBuffer.allocate(pageSize).order(ByteOrder.nativeOrder());
        if (!read(page, number * pageSize)) {
            return;
        }
        int flags = page.getShort(FLAGS_AT);
        int nodes = ((page.getShort(LOWER_AT) & 0xFFFF) - Head.PAGE_HEADER) / 2;
        for (int i = 0; i < nodes && Head.PAGE_HEADER + 2 * i + 2 <= pageSize; i++) {
            int node = page.getShort(Head.PAGE_HEADER + 2 * i) & 0xFFFF;
            if (node + NODE_HEADER > pageSize) {
                return;
            }
            long low = page.getInt(node) & 0xFFFF_FFFFL;
            int nodeFlags = page.getShort(node + 4) & 0xFFFF;
            if ((flags & BRANCH) != 0) {
                collect(low | (long) nodeFlags << 32, first, last, found, depth + 1);
            } else if ((flags & LEAF) != 0) {
                int data = node + NODE_HEADER + (page.getShort(node + 6) & 0xFFFF);
                mark(value(page, data, low, (nodeFlags & IS_ELSEWHERE) != 0), first, last, found);
            }
        }
    }

    /** The value at this place of a page, or on pages of its own. */
    private ByteBuffer value(ByteBuffer page, int at, long length, boolean elsewhere) throws IOException {
        ByteBuffer none = ByteBuffer.allocate(0);
        if (length > Math.min(channel.size(), Integer.MAX_VALUE / 2) || at + 8 > pageSize) {
            return none;
        }
        if (!elsewhere) {
            return at + length > pageSize ? none : page.slice(at, (int) length).order(ByteOrder.nativeOrder());
        }
        ByteBuffer value = ByteBuffer.allocate((int) length).order(ByteOrder.nativeOrder());
        return read(value, page.getLong(at) * pageSize + Head.PAGE_HEADER) ? value : none;
    }

    private static void mark(ByteBuffer numbers, long first, long last, BitSet found) {
        long count = numbers.limit() < 8 ? 0 : numbers.getLong(0);
        for (int i = 1; i <= count && 8 * (i + 1) <= numbers.limit(); i++) {
            long number = numbers.getLong(8 * i);
            if (number >= first && number <= last) {
                found.set((int) (number - first));
            }
        }
    }

    /** Fills the buffer from there; false at the end of the file. */
    private boolean read(ByteBuffer buffer, long position) throws IOException {
        while (buffer.hasRemaining()) {
            int read = position < 0 ? -1 : channel.read(buffer, position + buffer.position());
            if (read < 0) {
                return false;
            }
        }
        buffer.flip();
        return true;
    }
}
