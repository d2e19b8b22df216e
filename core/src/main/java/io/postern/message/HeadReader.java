// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Splits octets into fields. A field is complete when the line behind it begins with something visible. */
final class HeadReader {
    private static final int INITIAL_FIELD_OCTETS = 256;
    private static final int CHUNK_OCTETS = 2048;

    private final InputStream in;
    private final byte[] chunk = new byte[CHUNK_OCTETS];
    private int chunkPosition;
    private int chunkLength;
    private final int maxOctets;
    private final List<HeaderField> fields = new ArrayList<>();
    /** The field that is being read; grows with the longest one. */
    private byte[] field = new byte[INITIAL_FIELD_OCTETS];

    private int length;
    private int octetsRead;
    private boolean atLineStart;

    HeadReader(InputStream in, int maxOctets) {
        this.in = in;
        this.maxOctets = maxOctets;
    }

    MessageHead read() throws IOException {
        while (chunkPosition < chunkLength || nextChunk()) {
            byte first = chunk[chunkPosition];
            boolean newLine = atLineStart && first != ' ' && first != '\t';
            if (octetsRead == maxOctets || (newLine && !endField())) {
                return new MessageHead(fields, HeaderEnd.LIMIT, 0);
            }
            takeLine();
            if (atLineStart && isEmptyLine()) {
                return new MessageHead(fields, HeaderEnd.EMPTY_LINE, length);
            }
        }
        return new MessageHead(fields, endField() ? HeaderEnd.END_OF_INPUT : HeaderEnd.LIMIT, 0);
    }

    private boolean nextChunk() throws IOException {
        chunkPosition = 0;
        chunkLength = Math.max(0, in.read(chunk));
        return chunkLength > 0;
    }

    /** Puts to the field what the chunk has of the line, within the limit: line by line, as octet by octet is slow. */
    private void takeLine() {
        int start = chunkPosition;
        int end = start + Math.min(chunkLength - start, maxOctets - octetsRead);
        int i = start;
        while (i < end && chunk[i] != '\n') {
            i++;
        }
        atLineStart = i < end;
        chunkPosition = atLineStart ? i + 1 : end;
        int taken = chunkPosition - start;
        if (field.length - length < taken) {
            field = Arrays.copyOf(field, Math.max(2 * field.length, length + taken));
        }
        System.arraycopy(chunk, start, field, length, taken);
        length += taken;
        octetsRead += taken;
    }

    /** RFC 5322 §2.1: an empty line, nothing before the CRLF, separates header section and body. */
    private boolean isEmptyLine() {
        return length == 1 || (length == 2 && field[0] == '\r');
    }

    /** Whether there was room for the field that was being read. */
    private boolean endField() {
        if (length == 0) {
            return true;
        }
        if (fields.size() == MessageHead.MAX_FIELDS) {
            return false;
        }
        fields.add(HeaderField.wrap(Arrays.copyOf(field, length)));
        length = 0;
        return true;
    }
}
