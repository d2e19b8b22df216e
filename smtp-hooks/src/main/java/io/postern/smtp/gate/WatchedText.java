// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import org.apache.james.protocols.smtp.SMTPSession;
import org.jspecify.annotations.Nullable;

/** One message on its way, shown to the look-aheads: its head once that is complete, then its body as it comes. */
final class WatchedText {
    private final LookAheads lookAheads;
    private final SMTPSession session;
    private @Nullable HeadCollector head = new HeadCollector();
    private BodyReaders bodyReaders = BodyReaders.of(List.of());

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

    private void headComplete(HeadCollector collected) {
        head = null;
        collected.read().ifPresent(read -> {
            bodyReaders = lookAheads.onHead(session, read);
            byte[] begun = collected.behind(read);
            if (begun.length > 0) {
                bodyReaders.read(begun);
            }
        });
    }

    private void body(ByteBuf line) {
        if (bodyReaders.wantMore()) {
            int stuffed = TextLine.stuffed(line);
            int start = line.readerIndex() + stuffed;
            bodyReaders.read(ByteBufUtil.getBytes(line, start, line.readableBytes() - stuffed, false));
        }
    }
}
