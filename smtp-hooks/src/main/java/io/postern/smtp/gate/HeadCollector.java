// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.buffer.ByteBuf;
import io.postern.message.HeaderEnd;
import io.postern.message.MessageHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;

/** Collects the header section of a message from the lines of DATA, up to {@link #MAX_OCTETS}. */
final class HeadCollector {
    /** Held in memory for each session that sends a message. */
    static final int MAX_OCTETS = 1024 * 1024;

    private static final int INITIAL_OCTETS = 4096;

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream(INITIAL_OCTETS);
    private boolean full;

    /** Adds a line; true when it was the empty one behind the header section. */
    boolean add(ByteBuf line) {
        int length = line.readableBytes();
        int start = line.readerIndex();
        if (octets.size() + length > MAX_OCTETS) {
            full = true;
        }
        if (!full) {
            int stuffed = TextLine.stuffed(line);
            try {
                line.getBytes(start + stuffed, octets, length - stuffed);
            } catch (IOException e) {
                throw new UncheckedIOException("memory does not fail", e);
            }
        }
        return length == 2 && line.getByte(start) == '\r';
    }

    /** The head; empty when it is too large. */
    Optional<MessageHead> read() {
        if (full) {
            return Optional.empty();
        }
        try {
            MessageHead head = MessageHead.read(new ByteArrayInputStream(octets.toByteArray()));
            return head.end() == HeaderEnd.LIMIT ? Optional.empty() : Optional.of(head);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }

    /** What was collected behind this head: the body begins there where an empty line ends with a lone LF. */
    byte[] behind(MessageHead head) {
        byte[] collected = octets.toByteArray();
        int body = Math.toIntExact(head.length()) + head.emptyLineOctets();
        return Arrays.copyOfRange(collected, body, collected.length);
    }
}
