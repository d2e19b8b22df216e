// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks octets through, eight at a time: a subtraction sets the high bit of those that are less. */
public final class OctetScan {
    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final long EACH = 0x0101_0101_0101_0101L;
    static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private OctetScan() {}

    /** The offset of the first space, tab, line end or other control octet up to the space, or {@code end}. */
    public static int firstInvisible(byte[] octets, int from, int end) {
        return firstBelow(' ' + 1, octets, from, end);
    }

    /**
     * The offset of the first octet, unsigned, that is less, or {@code end}.
     *
     * @param limit 1 to 128
     */
    public static int firstBelow(int limit, byte[] octets, int from, int end) {
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long eight = (long) LONGS.get(octets, at);
            // a borrow may mark octets above the first one, which alone counts
            long below = (eight - limit * EACH) & ~eight & HIGH_BITS;
            if (below != 0) {
                return at + Long.numberOfTrailingZeros(below) / Byte.SIZE;
            }
        }
        while (at < end && Byte.toUnsignedInt(octets[at]) >= limit) {
            at++;
        }
        return at;
    }

    /** The offset of the first such octet, or {@code end}. */
    public static int first(byte octet, byte[] octets, int from, int end) {
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long eight = (long) LONGS.get(octets, at) ^ Byte.toUnsignedLong(octet) * EACH;
            // equal ones are zero now, and less than one
            long equal = (eight - EACH) & ~eight & HIGH_BITS;
            if (equal != 0) {
                return at + Long.numberOfTrailingZeros(equal) / Byte.SIZE;
            }
        }
        while (at < end && octets[at] != octet) {
            at++;
        }
        return at;
    }
}
