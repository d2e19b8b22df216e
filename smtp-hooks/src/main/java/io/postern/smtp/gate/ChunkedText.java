// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * A message that comes in chunks, as the lines that it would have in DATA. BINARYMIME is not offered, so it is text in
 * lines (RFC 3030 §3), and a line may be cut by the end of a chunk. Used by one thread.
 */
final class ChunkedText {
    private final LineQueue lines = new LineQueue();
    private Chunk chunk = new Chunk(0, false);
    private long missing;
    private long total;

    /** The next chunk begins. */
    void begin(Chunk next) {
        chunk = next;
        missing = next.octets();
        total += next.octets();
    }

    /** Whether the message has more octets than this, with the chunk; 0 is no limit. */
    boolean isAbove(long limit) {
        return limit > 0 && total > limit;
    }

    Chunk chunk() {
        return chunk;
    }

    LineQueue.Head head(LineEnds rule) {
        return lines.head(Gate.MAX_TEXT_LINE, rule);
    }

    /** The line at the head, as it would be in DATA. */
    ByteBuf take(ByteBufAllocator allocator) {
        return stuffed(allocator, lines.take());
    }

    /** Takes octets of the chunk over; false if there are none. */
    boolean fill(ByteBufAllocator allocator, LineQueue from) {
        int octets = (int) Math.min(missing, from.size());
        if (octets == 0) {
            return false;
        }
        missing -= octets;
        lines.add(allocator, from.take(octets));
        lines.compact();
        return true;
    }

    /** Throws octets of the chunk away; false if there are none. */
    boolean skip(LineQueue from) {
        int octets = (int) Math.min(missing, from.size());
        missing -= octets;
        if (octets > 0) {
            from.take(octets).release();
        }
        return octets > 0;
    }

    /** Whether all octets of the chunk have been taken over. */
    boolean isComplete() {
        return missing == 0;
    }

    /** What stands behind the last CRLF when all chunks are there: {@link #rest} gives a LINE. */
    LineQueue.Head atEnd(LineEnds rule) {
        if (lines.isEmpty()) {
            return LineQueue.Head.NOTHING;
        }
        if (lines.size() == 0) {
            return LineQueue.Head.TOO_LONG; // and thrown away
        }
        return rule == LineEnds.REFUSE && lines.endsWith('\r') ? LineQueue.Head.BARE_CR : LineQueue.Head.LINE;
    }

    /** The line that has no end, with one. */
    ByteBuf rest(ByteBufAllocator allocator) {
        ByteBuf end = Unpooled.copiedBuffer("\r\n", US_ASCII);
        ByteBuf line = lines.take(lines.size());
        ByteBuf whole =
                allocator.buffer(line.readableBytes() + 2).writeBytes(line).writeBytes(end);
        line.release();
        end.release();
        return stuffed(allocator, whole);
    }

    void release() {
        lines.release();
    }

    /** RFC 5321 §4.5.2: a dot before a dot, which James takes off again. */
    private static ByteBuf stuffed(ByteBufAllocator allocator, ByteBuf line) {
        if (line.getByte(line.readerIndex()) != '.') {
            return line;
        }
        ByteBuf stuffed =
                allocator.buffer(line.readableBytes() + 1).writeByte('.').writeBytes(line);
        line.release();
        return stuffed;
    }
}
