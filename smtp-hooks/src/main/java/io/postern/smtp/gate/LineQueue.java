// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;

/** Octets that have come and not gone on, cut into lines at each CRLF. Used by one thread. */
final class LineQueue {
    /** What stands at the queue's head. */
    enum Head {
        /** A whole line: {@link #take} it. */
        LINE,
        /** A line above the limit was there, and is gone. */
        TOO_LONG,
        /** An LF without a CR before it. */
        BARE_LF,
        /** A CR without an LF behind it. */
        BARE_CR,
        /** An octet of value zero. */
        NUL,
        /** No whole line yet. */
        NOTHING
    }

    private final LineScanner scanner = new LineScanner();
    private ByteBuf octets = Unpooled.EMPTY_BUFFER;
    /** Octets of the first line that have been scanned and are no end of it. */
    private int scanned;
    /** Length of the whole line at the head, with its CRLF. */
    private int lineLength;
    /** Whether the rest of a line that was too long is still to come. */
    private boolean discarding;

    /** Takes over the buffer. */
    void add(ByteBufAllocator allocator, ByteBuf buffer) {
        octets = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, octets, buffer);
    }

    /** Octets in the queue. */
    int size() {
        return octets.readableBytes();
    }

    boolean isEmpty() {
        return size() == 0 && !discarding;
    }

    boolean endsWith(char octet) {
        return size() > 0 && octets.getByte(octets.writerIndex() - 1) == octet;
    }

    /**
     * Looks at the first line. A line above the limit is thrown away as it comes, so that it never takes more room than
     * that and one read. An octet that no line may hold is reported as soon as it is there; nothing can be taken from
     * the queue any more.
     *
     * @param limit octets of a line with its end
     */
    Head head(int limit, LineEnds rule) {
        int from = octets.readerIndex() + scanned;
        int stop = octets.forEachByte(from, octets.writerIndex() - from, scanner.by(rule));
        if (stop < 0) {
            scanned = size();
            if (scanned > limit || discarding) {
                discarding = true;
                discard(scanned);
            }
            return Head.NOTHING;
        }
        Head fault = scanner.fault();
        if (fault != null) {
            return fault;
        }
        scanner.restart();
        lineLength = stop + 1 - octets.readerIndex();
        if (!discarding && lineLength <= limit) {
            return Head.LINE;
        }
        discarding = false;
        discard(lineLength);
        return Head.TOO_LONG;
    }

    /** The line that {@link #head} found, to be released by whoever takes it. */
    ByteBuf take() {
        ByteBuf line = octets.readRetainedSlice(lineLength);
        scanned = 0;
        giveBack();
        return line;
    }

    /** Octets at the head, whatever they are, to be released by whoever takes them. Not in the midst of a line. */
    ByteBuf take(int count) {
        ByteBuf taken = octets.readRetainedSlice(count);
        scanned = 0;
        scanner.restart();
        giveBack();
        return taken;
    }

    /** Gives the room of octets that are gone back; without it a queue that is never quite empty would only grow. */
    void compact() {
        if (octets.refCnt() == 1) {
            octets.discardSomeReadBytes();
        }
    }

    void release() {
        octets.release();
        octets = Unpooled.EMPTY_BUFFER;
        scanned = 0;
    }

    private void discard(int length) {
        octets.skipBytes(length);
        scanned = 0;
        giveBack();
    }

    private void giveBack() {
        if (!octets.isReadable()) {
            octets.release();
            octets = Unpooled.EMPTY_BUFFER;
        }
    }
}
