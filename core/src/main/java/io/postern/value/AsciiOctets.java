// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import static io.postern.value.OctetScan.EACH;
import static io.postern.value.OctetScan.HIGH_BITS;
import static io.postern.value.OctetScan.LONGS;

import java.security.SecureRandom;

/** Octets of which A to Z count as a to z, and every other one as it is; eight at a time. */
public final class AsciiOctets {
    /** Added to an octet below 128, they set its high bit from A on, and behind Z. */
    private static final long FROM_A = (0x80 - 'A') * EACH;

    private static final long BEHIND_Z = (0x80 - 'Z' - 1) * EACH;
    /** From the high bit to the one that tells capitals from small letters. */
    private static final int TO_CASE = 2;

    /** Of this process alone, or senders could make names that have one hash. */
    private static final long SECRET = new SecureRandom().nextLong();

    private static final long FACTOR = new SecureRandom().nextLong() | 1;

    private AsciiOctets() {}

    /** A to Z become a to z, in place. */
    public static void toLowerCase(byte[] octets, int from, int to) {
        if (to - from < Long.BYTES) {
            for (int i = from; i < to; i++) {
                octets[i] = (byte) Ascii.toLowerCase((char) Byte.toUnsignedInt(octets[i]));
            }
            return;
        }
        for (int i = from; i < to - Long.BYTES; i += Long.BYTES) {
            LONGS.set(octets, i, lower((long) LONGS.get(octets, i)));
        }
        // the last eight may be lower in part already
        LONGS.set(octets, to - Long.BYTES, lower(last(octets, from, to)));
    }

    /** Whether both are the same length and the same octets. */
    public static boolean equalsIgnoreCase(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
        if (aTo - aFrom != bTo - bFrom) {
            return false;
        }
        for (int i = aFrom, j = bFrom; i < aTo - Long.BYTES; i += Long.BYTES, j += Long.BYTES) {
            if (lower((long) LONGS.get(a, i)) != lower((long) LONGS.get(b, j))) {
                return false;
            }
        }
        return lower(last(a, aFrom, aTo)) == lower(last(b, bFrom, bTo));
    }

    /** The same for octets that are equal but for their case; nobody outside can know it. */
    public static int hashIgnoringCase(byte[] octets, int from, int to) {
        long hash = SECRET + to - from;
        for (int i = from; i < to - Long.BYTES; i += Long.BYTES) {
            hash = mixed(hash ^ lower((long) LONGS.get(octets, i)));
        }
        hash = mixed(hash ^ lower(last(octets, from, to)));
        return (int) (hash ^ (hash >>> Integer.SIZE));
    }

    /** Both halves of the product: in the lower one alone, what changes high bits could be foretold. */
    private static long mixed(long value) {
        return (value * FACTOR) ^ Math.multiplyHigh(value, FACTOR);
    }

    /** The last eight octets, or all where there are fewer. */
    private static long last(byte[] octets, int from, int to) {
        if (to - from >= Long.BYTES) {
            return (long) LONGS.get(octets, to - Long.BYTES);
        }
        long few = 0;
        for (int i = from; i < to; i++) {
            few = (few << Byte.SIZE) | Byte.toUnsignedLong(octets[i]);
        }
        return few;
    }

    private static long lower(long eight) {
        long sevenBits = eight & ~HIGH_BITS;
        long capitals = ((sevenBits + FROM_A) ^ (sevenBits + BEHIND_Z)) & ~eight & HIGH_BITS;
        return eight | (capitals >>> TO_CASE);
    }
}
