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
    private static final int CHUNK_OCTETS = 8192;

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
        for (int octet = next(); octet >= 0; octet = next()) {
            boolean newLine = atLineStart && octet != ' ' && octet != '\t';
            if (octetsRead == maxOctets || (newLine && !endField())) {
                return new MessageHead(fields, HeaderEnd.LIMIT, 0);
            }
            octetsRead++;
            append((byte) octet);
            atLineStart = octet == '\n';
            if (atLineStart && isEmptyLine()) {
                return new MessageHead(fields, HeaderEnd.EMPTY_LINE, length);
            }
        }
        return new MessageHead(fields, endField() ? HeaderEnd.END_OF_INPUT : HeaderEnd.LIMIT, 0);
    }

    /** The next octet, or -1: from a chunk of our own, as a call for each octet would cost more than all the rest. */
    private int next() throws IOException {
        if (chunkPosition == chunkLength) {
            chunkPosition = 0;
            chunkLength = Math.max(0, in.read(chunk));
            if (chunkLength == 0) {
                return -1;
            }
        }
        return chunk[chunkPosition++] & 0xFF;
    }

    /** RFC 5322 §2.1: an empty line, nothing before the CRLF, separates header section and body. */
    private boolean isEmptyLine() {
        return length == 1 || (length == 2 && field[0] == '\r');
    }

    private void append(byte octet) {
        if (length == field.length) {
            field = Arrays.copyOf(field, length * 2);
        }
        field[length++] = octet;
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
