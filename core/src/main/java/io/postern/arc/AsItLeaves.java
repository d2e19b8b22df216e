// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A body as SMTP carries it: a line end for each CR without LF and each LF without CR. */
final class AsItLeaves extends InputStream {
    private static final int CHUNK_OCTETS = 8 * 1024;

    private final InputStream in;
    private final byte[] chunk = new byte[CHUNK_OCTETS];
    private int position;
    private int length;
    private boolean lineFeedDue;
    private boolean behindReturn;

    AsItLeaves(InputStream in) {
        this.in = in;
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
                byte octet = chunk[position++];
                boolean ended = octet == '\n' && behindReturn;
                behindReturn = octet == '\r';
                if (!ended) {
                    lineFeedDue = octet == '\r' || octet == '\n';
                    target[offset + given++] = lineFeedDue ? (byte) '\r' : octet;
                }
            }
        }
        return given == 0 && wanted > 0 ? -1 : given;
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
