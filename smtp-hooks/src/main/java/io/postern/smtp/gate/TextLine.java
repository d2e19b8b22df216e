// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.buffer.ByteBuf;

/** What a line of DATA is to the transport. */
final class TextLine {
    private static final int END_OCTETS = 3;

    private TextLine() {}

    /** Whether the line is the last one, a dot alone. */
    static boolean isEnd(ByteBuf line) {
        int start = line.readerIndex();
        return line.readableBytes() == END_OCTETS && line.getByte(start) == '.' && line.getByte(start + 1) == '\r';
    }

    /** How many octets at the beginning of a line were put there for the transport only. */
    static int stuffed(ByteBuf line) {
        int start = line.readerIndex();
        // RFC 5321 §4.5.2: a dot put before a dot goes; James takes it off two dots only, and so do we
        return line.readableBytes() > 1 && line.getByte(start) == '.' && line.getByte(start + 1) == '.' ? 1 : 0;
    }
}
