// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.value.OctetScan;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** Copies a body into a {@code -D}, behind the line of its name, and counts. Not thread-safe. */
final class BodyOutput {
    /** Most bodies are shorter, and go out in one write. */
    private static final int MAX_CHUNK_OCTETS = 64 * 1024;
    /** Where nobody says how long the body is: a greater one costs more to clear than it spares in calls. */
    private static final int CHUNK_OCTETS = 16 * 1024;

    /** NUL, LF and CR are below it, and little else that is in a mail. */
    private static final int PLAIN = '\r' + 1;

    private final BodyForm form;
    private final OutputStream out;
    private final byte[] chunk;
    /** Where a chunk's octets begin: behind the name, later behind room for a CR that was held back. */
    private int begin;
    /** Behind those that are written, in {@link BodyForm#LINE_FEED}. */
    private int kept;

    private boolean heldCarriageReturn;
    private long lines;
    private long zeros;
    private long lineOctets;
    private long longest;

    private BodyOutput(BodyForm form, String name, int octets, OutputStream out) {
        byte[] first = (name + "\n").getBytes(StandardCharsets.ISO_8859_1);
        this.form = form;
        this.out = out;
        this.begin = first.length;
        this.kept = begin;
        this.chunk = new byte[begin + octets];
        System.arraycopy(first, 0, chunk, 0, begin);
    }

    /** @param expected octets of the body, if that is known; it may be wrong */
    static BodyOutput of(BodyForm form, String name, OptionalLong expected, OutputStream out) {
        long octets = Math.max(0, Math.min(expected.orElse(CHUNK_OCTETS), MAX_CHUNK_OCTETS));
        // one more, which stays empty, shows the end
        return ofChunks(form, name, (int) octets + 1, out);
    }

    /** @param octets of a body that are read at once, 1 or more */
    static BodyOutput ofChunks(BodyForm form, String name, int octets, OutputStream out) {
        return new BodyOutput(form, name, octets, out);
    }

    /** @param longestFieldLine octets of the longest line of the header */
    BodyFacts copy(InputStream body, int longestFieldLine) throws IOException {
        int skipped = 0;
        boolean more = true;
        while (more) {
            int end = begin + body.readNBytes(chunk, begin, chunk.length - begin);
            more = end == chunk.length;
            scan(end);
            if (form == BodyForm.WIRE) {
                out.write(chunk, skipped, end - skipped);
            } else {
                if (heldCarriageReturn && !more) {
                    chunk[kept++] = '\r';
                }
                out.write(chunk, 0, kept);
            }
            begin = 1;
            kept = 0;
            skipped = 1;
        }
        lineOctets += heldCarriageReturn ? 1 : 0;
        longest = Math.max(Math.max(longest, lineOctets), longestFieldLine);
        return new BodyFacts(form, bounded(lines), bounded(zeros), bounded(longest));
    }

    /** Counts, and takes out the CR of each CRLF; one at the end of the chunk waits for the next. */
    private void scan(int end) {
        int start = begin;
        int at = begin;
        if (heldCarriageReturn && at < end) {
            heldCarriageReturn = false;
            if (chunk[at] != '\n') {
                chunk[kept++] = '\r';
                lineOctets++;
            }
        }
        while (at < end) {
            int found = OctetScan.firstBelow(PLAIN, chunk, at, end);
            lineOctets += found - at;
            at = found + 1;
            if (found == end) {
                break;
            }
            if (chunk[found] == '\n') {
                endLine();
            } else if (chunk[found] != '\r') {
                lineOctets++;
                zeros += chunk[found] == 0 ? 1 : 0;
            } else if (at == end) {
                heldCarriageReturn = true;
                keep(start, found);
                return;
            } else if (chunk[at] == '\n') {
                keep(start, found);
                start = at++;
                endLine();
            } else {
                lineOctets++;
            }
        }
        keep(start, end);
    }

    private void endLine() {
        lines++;
        longest = Math.max(longest, lineOctets);
        lineOctets = 0;
    }

    private void keep(int start, int end) {
        if (form == BodyForm.LINE_FEED) {
            if (start != kept) {
                System.arraycopy(chunk, start, chunk, kept, end - start);
            }
            kept += end - start;
        }
    }

    /** Exim reads these numbers into an int; ours stay within nine digits. */
    private static int bounded(long count) {
        return (int) Math.min(count, 999_999_999);
    }
}
