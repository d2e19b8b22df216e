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
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = ~HIGH_BITS;
    /** Added to the low bits of an octet that is more than a space, it makes its high bit. */
    private static final long BEYOND_SPACE = 0x5F5F5F5F5F5F5F5FL;
    /** The same of an octet that is more than a tab. */
    private static final long BEYOND_TAB = 0x7676767676767676L;
    /** Shifts to the high bit what a space has, and no octet that is less. */
    private static final int BIT_OF_SPACE = 2;

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
     * and before line ends that may go.
     */
    private static int endOfRun(byte[] octets, int start, int to) {
        int i = start + 1;
        while (true) {
            i = skipPlain(octets, i, to);
            if (i == to) {
                boolean held = octets[to - 1] == ' ' || octets[to - 1] == '\r';
                return beforeLineEnds(octets, start, held ? to - 1 : to);
            }
            byte octet = octets[i];
            boolean behindSpace = octets[i - 1] == ' ';
            boolean endsLine = octet == '\r' && (i + 1 == to || octets[i + 1] == '\n');
            if (octet == '\t' || (behindSpace && (octet == ' ' || endsLine))) {
                return beforeLineEnds(octets, start, behindSpace ? i - 1 : i);
            }
            i++;
        }
    }

    private static int beforeLineEnds(byte[] octets, int start, int end) {
        int i = end;
        while (i - 2 > start && octets[i - 1] == '\n' && octets[i - 2] == '\r') {
            i -= 2;
        }
        return i;
    }

    /**
     * Passes octets that stay unless nothing follows them: the next tab, or control octet that may be one, or octet
     * behind a space that is no more than a space itself. Line ends are not stopped at, as there is one every few
     * words.
     *
     * @param start behind an octet that is no space
     */
    private static int skipPlain(byte[] octets, int start, int to) {
        int i = start;
        long spaceBefore = 0;
        int last = to - Long.BYTES;
        while (i <= last) {
            long eight = (long) LONGS.get(octets, i);
            long beyondTab = ((eight & LOW_BITS) + BEYOND_TAB) | eight;
            long beyondSpace = ((eight & LOW_BITS) + BEYOND_SPACE) | eight;
            long space = ~beyondSpace & eight << BIT_OF_SPACE;
            long behindSpace = space << Byte.SIZE | spaceBefore;
            long doubtful = (~beyondTab | (~beyondSpace & behindSpace)) & HIGH_BITS;
            if (doubtful != 0) {
                return i + Long.numberOfTrailingZeros(doubtful) / Byte.SIZE;
            }
            spaceBefore = space >>> (Long.SIZE - Byte.SIZE);
            i += Long.BYTES;
        }
        while (i < to && octets[i] != '\t' && (octets[i - 1] != ' ' || octets[i] > ' ' || octets[i] < 0)) {
            i++;
        }
        return i;
    }
}
