// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.message.CrlfInput;
import io.postern.message.CrlfInput.LineEnd;
import io.postern.message.OctetSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A pair that is locked, until it is closed. Its body is read through the channel that has the lock: a process that
 * closes any other channel to the file loses the lock. Not thread-safe.
 */
public final class SpoolPair implements AutoCloseable {
    private final SpoolEntry entry;
    private final SpoolHeader header;
    private final FileChannel data;
    private final HeldFile held;
    private final long start;
    private final long end;

    /**
     * @param data has the lock
     * @param start where the body begins in {@code data}
     */
    SpoolPair(SpoolEntry entry, SpoolHeader header, HeldFile held, FileChannel data, long start) throws IOException {
        this.entry = entry;
        this.header = header;
        this.data = data;
        this.held = held;
        this.start = start;
        this.end = data.size();
    }

    public SpoolEntry entry() {
        return entry;
    }

    public SpoolHeader header() {
        return header;
    }

    /** The message's body, with the line ends of a message; to be read while the pair is open. */
    public OctetSource body() {
        return switch (header.body().form()) {
            case WIRE -> new Stored();
            case LINE_FEED -> () -> new CrlfInput(new StoredInput(), LineEnd.LF);
        };
    }

    /** The message; to be read while the pair is open. */
    public OctetSource message() {
        byte[] head = header.messageHead();
        OctetSource body = body();
        return () -> new SequenceInputStream(new ByteArrayInputStream(head), body.open());
    }

    /** Removes the files: {@code -H} first, so that no reader sees one without its {@code -D}. */
    public void remove() throws IOException {
        Files.deleteIfExists(entry.header());
        Files.deleteIfExists(entry.journal());
        Files.deleteIfExists(entry.data());
    }

    /** Gives up the lock. */
    @Override
    public void close() throws IOException {
        if (!data.isOpen()) {
            return;
        }
        try {
            data.close();
        } finally {
            held.close();
        }
    }

    private final class Stored implements OctetSource {
        @Override
        public InputStream open() {
            return new StoredInput();
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.of(end - start);
        }
    }

    private final class StoredInput extends InputStream {
        private long position = start;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int wanted) throws IOException {
            Objects.checkFromIndexSize(offset, wanted, target.length);
            if (wanted == 0) {
                return 0;
            }
            int length = (int) Math.min(wanted, end - position);
            int read = length == 0 ? -1 : data.read(ByteBuffer.wrap(target, offset, length), position);
            if (read < 0 && position < end) {
                throw new IOException("the file has become shorter");
            }
            position += Math.max(0, read);
            return read;
        }
    }
}
