// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ByteProcessor;

/** Octets that have come and not gone on, cut into lines at each LF. Used by one thread. */
final class LineQueue {
    /** What stands at the queue's head. */
    enum Head {
        /** A whole line: {@link #take} it. */
        LINE,
        /** A line above the limit was there, and is gone. */
        TOO_LONG,
        /** The same, and a lone LF ended it. */
        TOO_LONG_BARE_LF,
        /** No whole line yet. */
        NOTHING
    }

    private ByteBuf octets = Unpooled.EMPTY_BUFFER;
    /** Octets of the first line that hold no LF. */
    private int scanned;
    /** Length of the whole line at the head, with its LF. */
    private int lineLength;
    /** Whether the rest of a line that was too long is still to come. */
    private boolean discarding;
    /** Last octet thrown away. */
    private byte discarded;

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

    /**
     * Looks at the first line. A line above the limit is thrown away as it comes, so that it never takes more room than
     * that and one read.
     *
     * @param limit octets of a line with its end
     */
    Head head(int limit) {
        int from = octets.readerIndex() + scanned;
        int lf = octets.forEachByte(from, octets.writerIndex() - from, ByteProcessor.FIND_LF);
        if (lf < 0) {
            scanned = size();
            if (scanned > limit || discarding) {
                discarding = true;
                discard(scanned);
            }
            return Head.NOTHING;
        }
        lineLength = lf + 1 - octets.readerIndex();
        if (!discarding && lineLength <= limit) {
            return Head.LINE;
        }
        byte before = lineLength > 1 ? octets.getByte(lf - 1) : discarded;
        discarding = false;
        discard(lineLength);
        return before == '\r' ? Head.TOO_LONG : Head.TOO_LONG_BARE_LF;
    }

    /** The line that {@link #head} found, to be released by whoever takes it. */
    ByteBuf take() {
        ByteBuf line = octets.readRetainedSlice(lineLength);
        scanned = 0;
        giveBack();
        return line;
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
        if (length > 0) {
            discarded = octets.getByte(octets.readerIndex() + length - 1);
            octets.skipBytes(length);
        }
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
