// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import io.postern.value.OctetScan;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Splits octets into fields, which share one array. A field is complete when the line behind it begins with something
 * visible.
 */
final class HeadReader {
    private static final int INITIAL_OCTETS = 4096;
    private static final int INITIAL_FIELDS = 32;
    private static final int CHUNK_OCTETS = 2048;

    private final InputStream in;
    private final int maxOctets;
    /** All that was read, some of what follows the head too. */
    private byte[] octets = new byte[INITIAL_OCTETS];

    private int filled;
    /** Where each complete field ends, and the next begins. */
    private int[] ends = new int[INITIAL_FIELDS];

    private int count;

    HeadReader(InputStream in, int maxOctets) {
        this.in = in;
        this.maxOctets = maxOctets;
    }

    MessageHead read() throws IOException {
        int position = 0;
        boolean atLineStart = false;
        while (position < filled || nextChunk()) {
            byte first = octets[position];
            boolean newLine = atLineStart && first != ' ' && first != '\t';
            if (position == maxOctets || (newLine && !endField(position))) {
                return head(HeaderEnd.LIMIT, 0);
            }
            int end = Math.min(filled, maxOctets);
            position = Math.min(OctetScan.first((byte) '\n', octets, position, end) + 1, end);
            atLineStart = octets[position - 1] == '\n';
            if (atLineStart && isEmptyLine(position)) {
                return head(HeaderEnd.EMPTY_LINE, position - fieldStart());
            }
        }
        return head(endField(position) ? HeaderEnd.END_OF_INPUT : HeaderEnd.LIMIT, 0);
    }

    private boolean nextChunk() throws IOException {
        if (octets.length - filled < CHUNK_OCTETS) {
            byte[] larger = new byte[2 * octets.length];
            // in pieces: copies of 4 KiB or more are made by instructions at which processors may lower their clock
            for (int i = 0; i < filled; i += CHUNK_OCTETS) {
                System.arraycopy(octets, i, larger, i, Math.min(CHUNK_OCTETS, filled - i));
            }
            octets = larger;
        }
        int length = in.read(octets, filled, CHUNK_OCTETS);
        filled += Math.max(0, length);
        return length > 0;
    }

    /** RFC 5322 §2.1: an empty line, nothing before the CRLF, separates header section and body. */
    private boolean isEmptyLine(int behind) {
        int length = behind - fieldStart();
        return length == 1 || (length == 2 && octets[fieldStart()] == '\r');
    }

    private int fieldStart() {
        return count == 0 ? 0 : ends[count - 1];
    }

    /** Whether there was room for the field that ends here. */
    private boolean endField(int end) {
        if (end == fieldStart()) {
            return true;
        }
        if (count == MessageHead.MAX_FIELDS) {
            return false;
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        ends[count++] = end;
        return true;
    }

    private MessageHead head(HeaderEnd end, int emptyLineOctets) {
        HeaderField[] fields = new HeaderField[count];
        int start = 0;
        for (int i = 0; i < count; i++) {
            fields[i] = HeaderField.wrap(octets, start, ends[i]);
            start = ends[i];
        }
        return new MessageHead(List.of(fields), end, emptyLineOctets);
    }
}
