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
    private static final long TABS = '\t' * EACH;
    private static final long RETURNS = '\r' * EACH;

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
                behind = i + 2;
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

    private static boolean mayChange(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\r';
    }

    /** Passes octets that stay for certain: all but white space and control, and single spaces between such. */
    private static int skipPlain(byte[] octets, int start, int to) {
        int i = start;
        while (i + Long.BYTES <= to) {
            long eight = (long) LONGS.get(octets, i);
            long low = atMostSpace(eight);
            long neighbours = low & (low >>> Byte.SIZE);
            if ((neighbours | zero(eight ^ TABS) | zero(eight ^ RETURNS)) != 0) {
                return i + Long.numberOfTrailingZeros(low) / Byte.SIZE;
            }
            // if the last one is low, the next round must see what is behind it
            i += Long.BYTES - (int) (low >>> (Long.SIZE - 1));
        }
        while (i < to && (octets[i] > ' ' || octets[i] < 0)) {
            i++;
        }
        return i;
    }

    /** The high bit of each octet that is 0, and maybe of octets above such a one; 0 only if there is none. */
    private static long zero(long eight) {
        return (eight - EACH) & ~eight & HIGH_BITS;
    }

    /** The high bit of each octet that is 0 to 32, and maybe of octets above such a one; 0 only if there is none. */
    private static long atMostSpace(long eight) {
        return (eight - 0x21 * EACH) & ~eight & HIGH_BITS;
    }
}
