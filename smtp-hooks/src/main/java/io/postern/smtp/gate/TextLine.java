// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/** What DATA and its lines are to the transport. */
final class TextLine {
    private static final int END_OCTETS = 3;

    private static final int REPLY_CODE = 3;

    private TextLine() {}

    /** RFC 5321 §4.3.2: 354 is the reply to DATA that makes the following lines a message. */
    static boolean asksForText(ByteBuf reply) {
        return reply.readableBytes() > REPLY_CODE
                && reply.toString(reply.readerIndex(), REPLY_CODE, US_ASCII).equals("354");
    }

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
