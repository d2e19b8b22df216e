// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies a body into a {@code -D}, and counts. */
final class BodyOutput {
    /** As much as most bodies have: a greater one costs more to clear than it spares in calls. */
    private static final int CHUNK_OCTETS = 8 * 1024;

    private final BodyForm form;
    private final OutputStream out;
    private final byte[] chunk = new byte[CHUNK_OCTETS];
    /** Room for a CR that was held back. */
    private final byte[] converted = new byte[CHUNK_OCTETS + 1];

    private boolean heldCarriageReturn;
    private long lines;
    private long zeros;
    private long lineOctets;
    private long longest;

    BodyOutput(BodyForm form, OutputStream out) {
        this.form = form;
        this.out = out;
    }

    /** @param longestFieldLine octets of the longest line of the header */
    BodyFacts copy(InputStream body, int longestFieldLine) throws IOException {
        for (int length = body.read(chunk); length >= 0; length = body.read(chunk)) {
            int kept = convert(length);
            out.write(form == BodyForm.WIRE ? chunk : converted, 0, form == BodyForm.WIRE ? length : kept);
        }
        if (heldCarriageReturn) {
            lineOctets++;
            if (form == BodyForm.LINE_FEED) {
                out.write('\r');
            }
        }
        longest = Math.max(Math.max(longest, lineOctets), longestFieldLine);
        return new BodyFacts(form, bounded(lines), bounded(zeros), bounded(longest));
    }

    /** Takes out the CR of each CRLF; one at the end of a chunk waits for the next. */
    private int convert(int length) {
        int kept = 0;
        for (int i = 0; i < length; i++) {
            byte octet = chunk[i];
            if (heldCarriageReturn) {
                heldCarriageReturn = false;
                if (octet != '\n') {
                    converted[kept++] = '\r';
                    lineOctets++;
                }
            }
            if (octet == '\r') {
                heldCarriageReturn = true;
                continue;
            }
            converted[kept++] = octet;
            count(octet);
        }
        return kept;
    }

    private void count(byte octet) {
        if (octet == '\n') {
            lines++;
            longest = Math.max(longest, lineOctets);
            lineOctets = 0;
        } else {
            lineOctets++;
            zeros += octet == 0 ? 1 : 0;
        }
    }

    /** Exim reads these numbers into an int; ours stay within nine digits. */
    private static int bounded(long count) {
        return (int) Math.min(count, 999_999_999);
    }
}
