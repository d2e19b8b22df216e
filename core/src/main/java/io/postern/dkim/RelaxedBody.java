// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * RFC 6376 §3.4.4: white space at the end of lines and empty lines at the end of the body go, white space within lines
 * becomes one space. Only CRLF ends a line.
 *
 * <p>Most octets of most bodies stay as they are, so runs of them are passed on whole, and looked through eight at a
 * time. What may yet turn out to stand at the end of a line or of the body is held back as counts.
 */
final class RelaxedBody {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = ~HIGH_BITS;

    private final CanonicalOctets out;
    private long heldLineEnds;
    private boolean heldSpace;
    private boolean heldCarriageReturn;

    RelaxedBody(CanonicalOctets out) {
        this.out = out;
    }

    void update(byte[] octets, int first, int to) {
        int i = first;
        if (heldCarriageReturn) {
            heldCarriageReturn = false;
            if (octets[i] == '\n') {
                lineEnd();
                i++;
            } else {
                release();
                out.octet((byte) '\r');
            }
        }
        while (i < to) {
            byte octet = octets[i];
            if (octet == ' ' || octet == '\t') {
                heldSpace = true;
                i++;
            } else if (octet == '\r' && i + 1 == to) {
                heldCarriageReturn = true;
                i++;
            } else if (octet == '\r' && octets[i + 1] == '\n') {
                lineEnd();
                i += 2;
            } else {
                release();
                int end = endOfRun(octets, i, to);
                out.run(octets, i, end);
                i = end;
            }
        }
    }

    void finish() {
        if (heldCarriageReturn) {
            release();
            out.octet((byte) '\r');
        }
        // RFC 6376 §3.4.4: empty lines at the end go; a body that has something ends with CRLF
        if (out.total() > 0) {
            out.lineEnds(1);
        }
    }

    private void lineEnd() {
        heldSpace = false;
        heldLineEnds++;
    }

    private void release() {
        out.lineEnds(heldLineEnds);
        heldLineEnds = 0;
        if (heldSpace) {
            out.octet((byte) ' ');
            heldSpace = false;
        }
    }

    /**
     * From an octet that stays, the end of the octets that stay as they are: before white space that changes or may go,
     * and before line ends that may go. Single spaces and line ends with something visible behind them stay.
     */
    private static int endOfRun(byte[] octets, int start, int to) {
        int i = start + 1;
        while (true) {
            i = skipPlain(octets, i, to);
            if (i >= to) {
                return to;
            }
            byte octet = octets[i];
            int behind;
            if (octet == ' ') {
                behind = i + 1;
            } else if (octet == '\r' && i + 1 == to) {
                return i;
            } else if (octet == '\r' && octets[i + 1] == '\n') {
                behind = endOfLineEnds(octets, i + 2, to);
            } else if (octet == '\t') {
                return i;
            } else {
                i++;
                continue;
            }
            if (behind >= to || mayChange(octets[behind])) {
                return i;
            }
            i = behind + 1;
        }
    }

    private static int endOfLineEnds(byte[] octets, int start, int to) {
        int i = start;
        while (i + 1 < to && octets[i] == '\r' && octets[i + 1] == '\n') {
            i += 2;
        }
        return i;
    }

    private static boolean mayChange(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\r';
    }

    /**
     * Passes octets that stay for certain: all but white space and control, and single spaces and line ends between
     * such.
     *
     * @param start behind an octet that stays
     */
    private static int skipPlain(byte[] octets, int start, int to) {
        int i = start;
        long spaceBefore = 0;
        while (i + Long.BYTES <= to) {
            long eight = (long) LONGS.get(octets, i);
            long low = below(eight, ' ' + 1);
            long doubtful = (low & (low << Byte.SIZE | spaceBefore)) | below(eight, ' ');
            if (doubtful != 0) {
                int at = i + Long.numberOfTrailingZeros(doubtful) / Byte.SIZE;
                if (octets[at - 1] == ' ' || !isLineEndThatStays(octets, at, to)) {
                    return octets[at - 1] == ' ' ? at - 1 : at;
                }
                i = at + 3;
                spaceBefore = 0;
                continue;
            }
            spaceBefore = low >>> (Long.SIZE - Byte.SIZE);
            i += Long.BYTES;
        }
        // a space whose follower was not seen yet
        i -= octets[i - 1] == ' ' ? 1 : 0;
        while (i < to && (octets[i] > ' ' || octets[i] < 0)) {
            i++;
        }
        return i;
    }

    private static boolean isLineEndThatStays(byte[] octets, int at, int to) {
        return at + 2 < to && octets[at] == '\r' && octets[at + 1] == '\n' && octets[at + 2] > ' ';
    }

    /** The high bit of each octet that is less than {@code bound}, which is at most 128, as an unsigned number. */
    private static long below(long eight, int bound) {
        return ~(((eight & LOW_BITS) + (0x80 - bound) * EACH) | eight) & HIGH_BITS;
    }
}
