// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The two pages at the beginning of a data file (version 1, 64 bit), of which the one with the newer transaction holds:
 * what LMDB itself goes by, read without it. The length of the file is asked of the operating system before each look,
 * so that this code never reads behind its end.
 *
 * <p>LMDB 0.9: {@code MDB_page} and {@code MDB_meta} in mdb.c, both in the machine's byte order. Thread-safe.
 */
final class Head implements AutoCloseable {
    /** Octets of a page before what it holds. */
    static final int PAGE_HEADER = 16;

    private static final int MAGIC = 0xBEEFC0DE;
    private static final int VERSION = 1;
    private static final int MAGIC_AT = PAGE_HEADER;
    private static final int VERSION_AT = PAGE_HEADER + 4;
    private static final int PAGE_SIZE_AT = PAGE_HEADER + 24;
    private static final int FREE_ROOT_AT = PAGE_HEADER + 64;
    private static final int LAST_PAGE_AT = PAGE_HEADER + 120;
    private static final int TRANSACTION_AT = PAGE_HEADER + 128;
    private static final int END = PAGE_HEADER + 136;
    private static final int MIN_PAGE = 256;
    private static final int MAX_PAGE = 65_536;
    /** No file has more pages, and the number of octets is still a long. */
    private static final long MAX_LAST_PAGE = 1L << 46;

    private final Path path;
    private final RandomAccessFile file;
    private final FileLength length;
    private final MappedByteBuffer pages;
    private final int pageSize;
    private volatile Tail tail = new Tail(-1, -1);

    /** A state of the file whose last pages were never written, as they are free. */
    private record Tail(long transaction, long length) {}

    private Head(Path path, RandomAccessFile file, FileLength length, MappedByteBuffer pages, int pageSize) {
        this.path = path;
        this.file = file;
        this.length = length;
        this.pages = pages;
        this.pageSize = pageSize;
    }

    /**
     * Opens a file that is whole.
     *
     * @throws UnusableFile if it is empty, no LMDB file, or shorter than it says
     */
    static Head open(Path path) throws UnusableFile {
        RandomAccessFile file = null;
        FileLength length = null;
        try {
            file = new RandomAccessFile(path.toFile(), "r");
            length = FileLength.open(path, NativeLibrary.posix());
            Head head = read(path, file, length);
            head.requireWhole();
            file = null;
            length = null;
            return head;
        } catch (IOException e) {
            throw new UnusableFile(path + " cannot be read: " + e, e);
        } finally {
            close(file);
            close(length);
        }
    }

    private static Head read(Path path, RandomAccessFile file, FileLength length) throws IOException, UnusableFile {
        if (file.length() == 0) {
            throw new UnusableFile(path + " is empty");
        }
        if (file.length() < END) {
            throw new UnusableFile(path + " is no LMDB file: " + file.length() + " octets");
        }
        byte[] start = new byte[END];
        file.readFully(start);
        ByteBuffer first = ByteBuffer.wrap(start).order(ByteOrder.nativeOrder());
        int pageSize = first.getInt(PAGE_SIZE_AT);
        if (first.getInt(MAGIC_AT) != MAGIC) {
            throw new UnusableFile(path + " is no LMDB file");
        }
        if (first.getInt(VERSION_AT) != VERSION) {
            throw new UnusableFile(path + " is an LMDB file of version " + first.getInt(VERSION_AT) + ", needed: 1");
        }
        if (pageSize < MIN_PAGE || pageSize > MAX_PAGE || Integer.bitCount(pageSize) != 1) {
            throw new UnusableFile(path + " is damaged: pages of " + pageSize + " octets");
        }
        if (file.length() < 2L * pageSize) {
            throw new UnusableFile(path + " is cut off: " + file.length() + " octets");
        }
        MappedByteBuffer pages = file.getChannel().map(MapMode.READ_ONLY, 0, 2L * pageSize);
        pages.order(ByteOrder.nativeOrder());
        return new Head(path, file, length, pages, pageSize);
    }

    RandomAccessFile file() {
        return file;
    }

    int pageSize() {
        return pageSize;
    }

    /** The newest transaction of the file. Only behind {@link #requireWhole()}. */
    long transaction() {
        return pages.getLong(newest() + TRANSACTION_AT);
    }

    /**
     * Compares the file's length with what its newest page says, which takes one system call.
     *
     * @throws UnusableFile if it is shorter
     */
    void requireWhole() throws UnusableFile {
        try {
            long octets = length.octets();
            if (octets < 2L * pageSize) {
                throw cutOff(octets);
            }
            int meta = newest();
            long last = pages.getLong(meta + LAST_PAGE_AT);
            if (last < 1 || last > MAX_LAST_PAGE) {
                throw new UnusableFile(path + " is damaged: last page " + last);
            }
            long needed = (last + 1) * pageSize;
            if (octets < needed) {
                requireGrown(needed, meta);
            }
        } catch (IOException e) {
            throw new UnusableFile(path + " cannot be looked at: " + e, e);
        } catch (InternalError fault) {
            // how the JVM tells of a page that has gone between the look and the read
            throw new UnusableFile(path + " was cut off", fault);
        }
    }

    /** A writer makes the file longer before it writes the head: the length is asked for once more behind that. */
    private void requireGrown(long needed, int meta) throws IOException, UnusableFile {
        long octets = length.octets();
        if (octets < needed && !isFreeBehind(octets, meta)) {
            throw cutOff(octets);
        }
    }

    /**
     * A writer leaves pages unwritten that it took from the end and gave back; then they are in the list of free ones.
     */
    private boolean isFreeBehind(long octets, int meta) throws IOException {
        Tail now = new Tail(pages.getLong(meta + TRANSACTION_AT), octets);
        if (now.equals(tail)) {
            return true;
        }
        long last = pages.getLong(meta + LAST_PAGE_AT);
        boolean free = new FreePages(file, pageSize).has(pages.getLong(meta + FREE_ROOT_AT), octets / pageSize, last);
        if (free) {
            tail = now;
        }
        return free;
    }

    private UnusableFile cutOff(long octets) {
        return new UnusableFile(path + " is cut off: " + octets + " octets, fewer than its head says");
    }

    private int newest() {
        return pages.getLong(TRANSACTION_AT) >= pages.getLong(pageSize + TRANSACTION_AT) ? 0 : pageSize;
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            length.close();
        }
    }

    private static void close(@Nullable Closeable opened) throws UnusableFile {
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                throw new UnusableFile("cannot be closed: " + e, e);
            }
        }
    }
}
