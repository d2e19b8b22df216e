// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.apache.james.protocols.smtp.SMTPSession;
import org.jspecify.annotations.Nullable;

/** One message on its way, shown to the look-aheads: its head once that is complete, then its body as it comes. */
final class WatchedText {
    private final LookAheads lookAheads;
    private final SMTPSession session;
    private @Nullable HeadCollector head = new HeadCollector();
    private boolean bodyWanted;

    WatchedText(LookAheads lookAheads, SMTPSession session) {
        this.lookAheads = lookAheads;
        this.session = session;
    }

    /**
     * The next line of DATA; the buffer stays the caller's.
     *
     * @return whether the head is complete with it: {@link #showHead} comes before the next line
     */
    boolean line(ByteBuf line) {
        if (head != null) {
            return head.add(line);
        }
        body(line);
        return false;
    }

    /** Shows the head, if it has not been shown: complete, or as much as there was before the last line. */
    void showHead() {
        if (head != null) {
            headComplete(head);
        }
    }

    /** How many octets at the beginning of a line were put there for the transport only. */
    static int stuffed(ByteBuf line) {
        int start = line.readerIndex();
        // RFC 5321 §4.5.2: a dot put before a dot goes; James takes it off two dots only, and so do we
        return line.readableBytes() > 1 && line.getByte(start) == '.' && line.getByte(start + 1) == '.' ? 1 : 0;
    }

    private void headComplete(HeadCollector collected) {
        head = null;
        collected.read().ifPresent(read -> {
            lookAheads.onHead(session, read);
            bodyWanted = lookAheads.wantBody(session);
            byte[] begun = bodyWanted ? collected.behind(read) : new byte[0];
            if (begun.length > 0) {
                lookAheads.onBody(session, begun);
            }
        });
    }

    private void body(ByteBuf line) {
        if (bodyWanted) {
            int stuffed = stuffed(line);
            int start = line.readerIndex() + stuffed;
            lookAheads.onBody(session, ByteBufUtil.getBytes(line, start, line.readableBytes() - stuffed, false));
        }
    }
}
