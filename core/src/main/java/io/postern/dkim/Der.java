// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/**
 * A position in octets of DER (ITU-T X.690): as much as public keys need. What is not there reads as a broken part,
 * which has nothing and is never at its end. Not thread-safe.
 */
final class Der {
    private static final int NONE = -1;
    private static final Der BROKEN = new Der(new byte[1], 0, 1);

    private final byte[] octets;
    private int position;
    private final int end;

    Der(byte[] octets, int position, int end) {
        this.octets = octets;
        this.position = position;
        this.end = end;
    }

    /** The tag that is next, or -1. */
    int next() {
        return this != BROKEN && position < end ? octets[position] & 0xFF : NONE;
    }

    boolean isAtEnd() {
        return this != BROKEN && position == end;
    }

    /** The next octet, which is passed, or -1. */
    int octet() {
        int octet = next();
        position += octet == NONE ? 0 : 1;
        return octet;
    }

    boolean startsWith(byte[] expected) {
        return this != BROKEN
                && end - position >= expected.length
                && Arrays.equals(octets, position, position + expected.length, expected, 0, expected.length);
    }

    /** The contents of the next element, which is passed. */
    Der element(int tag) {
        if (octet() != tag) {
            return BROKEN;
        }
        int length = length();
        if (length < 0 || length > end - position) {
            return BROKEN;
        }
        Der contents = new Der(octets, position, position + length);
        position += length;
        return contents;
    }

    /** The INTEGER whose contents these are, if it is above zero. */
    Optional<BigInteger> positive() {
        if (this == BROKEN || position == end) {
            return Optional.empty();
        }
        BigInteger value = new BigInteger(octets, position, end - position);
        return value.signum() > 0 ? Optional.of(value) : Optional.empty();
    }

    /** Up to three octets of length: more than any key has. -1 if it is none. */
    private int length() {
        int first = octet();
        if (first < 0x80) {
            return first;
        }
        int count = first - 0x80;
        if (count == 0 || count > 3) {
            return NONE;
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            int octet = octet();
            if (octet == NONE) {
                return NONE;
            }
            length = length << 8 | octet;
        }
        return length;
    }
}
