// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Makes CRLF of each line end; every other octet stays. Closes the stream that it reads. Not thread-safe. */
public final class CrlfInput extends InputStream {
    private static final int CHUNK_OCTETS = 16 * 1024;

    /** What a line end is. */
    public enum LineEnd {
        /** LF, whatever stands before it: a CR is an octet like any other. */
        LF,
        /** CRLF, CR without LF, or LF without CR. */
        ANY
    }

    private final InputStream in;
    private final boolean returnEnds;
    private final byte[] chunk = new byte[CHUNK_OCTETS];
    private int position;
    private int length;
    private boolean lineFeedDue;
    /** Behind a CR that has been a line end, to which an LF may belong. */
    private boolean behindReturn;

    public CrlfInput(InputStream in, LineEnd end) {
        this.in = in;
        this.returnEnds = end == LineEnd.ANY;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        Objects.checkFromIndexSize(offset, wanted, target.length);
        int given = 0;
        while (given < wanted) {
            if (lineFeedDue) {
                target[offset + given++] = '\n';
                lineFeedDue = false;
            } else if (position == length && (given > 0 || !fill())) {
                break;
            } else {
                given += plain(target, offset + given, wanted - given);
                if (given < wanted && position < length) {
                    given += endOfLine(target, offset + given);
                }
            }
        }
        return given == 0 && wanted > 0 ? -1 : given;
    }

    /** Copies octets until a CR or LF; gives how many. */
    private int plain(byte[] target, int at, int most) {
        int start = position;
        int end = start + Math.min(most, length - start);
        int next = start;
        while (next < end && chunk[next] != '\r' && chunk[next] != '\n') {
            next++;
        }
        System.arraycopy(chunk, start, target, at, next - start);
        position = next;
        behindReturn = behindReturn && next == start;
        return next - start;
    }

    /**
     * Begins with what a CR or LF becomes, which is nothing for an LF whose CR was a line end; gives how many octets.
     */
    private int endOfLine(byte[] target, int at) {
        byte octet = chunk[position++];
        boolean ended = octet == '\n' && behindReturn;
        behindReturn = octet == '\r' && returnEnds;
        if (ended) {
            return 0;
        }
        lineFeedDue = octet == '\n' || behindReturn;
        target[at] = '\r';
        return 1;
    }

    private boolean fill() throws IOException {
        position = 0;
        length = Math.max(0, in.read(chunk));
        return length > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
