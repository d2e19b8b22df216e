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
    /** Makes the high bit of each octet that is more than a space. */
    private static final long BEYOND_SPACE = 0x5F5F5F5F5F5F5F5FL;

    private static final int LAST_OCTET = Long.SIZE - Byte.SIZE;
    private static final int SPACE_BIT_TO_HIGH_BIT = 2;

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
        while (i + 2 * Long.BYTES <= to) {
            long first = (long) LONGS.get(octets, i);
            long second = (long) LONGS.get(octets, i + Long.BYTES);
            long low = upToSpace(first);
            long nextLow = upToSpace(second);
            long doubtful = doubtful(first, low, spaceBefore);
            long nextDoubtful = doubtful(second, nextLow, low >>> LAST_OCTET);
            if ((doubtful | nextDoubtful) == 0) {
                spaceBefore = nextLow >>> LAST_OCTET;
                i += 2 * Long.BYTES;
                continue;
            }
            int at = i
                    + (doubtful != 0
                                    ? Long.numberOfTrailingZeros(doubtful)
                                    : Long.SIZE + Long.numberOfTrailingZeros(nextDoubtful))
                            / Byte.SIZE;
            if (!isLineEndThatStays(octets, at, to)) {
                return octets[at - 1] == ' ' ? at - 1 : at;
            }
            i = at + 3;
            spaceBefore = 0;
        }
        // a space whose follower was not seen yet
        i -= octets[i - 1] == ' ' ? 1 : 0;
        while (i < to && (octets[i] > ' ' || octets[i] < 0)) {
            i++;
        }
        return i;
    }

    private static long doubtful(long eight, long low, long spaceBefore) {
        return low & (low << Byte.SIZE | spaceBefore | ~(eight << SPACE_BIT_TO_HIGH_BIT));
    }

    private static boolean isLineEndThatStays(byte[] octets, int at, int to) {
        return at + 2 < to
                && octets[at - 1] != ' '
                && octets[at] == '\r'
                && octets[at + 1] == '\n'
                && octets[at + 2] > ' ';
    }

    /** The high bit of each octet that is a space or less, as an unsigned number. */
    private static long upToSpace(long eight) {
        return ~(((eight & LOW_BITS) + BEYOND_SPACE) | eight) & HIGH_BITS;
    }
}
