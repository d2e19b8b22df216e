// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address, without scope and without a name behind it.
 *
 * <p>{@link InetAddress} turns IPv4-mapped IPv6 addresses into IPv4 and may ask DNS; this type does neither, except
 * that {@link #unmapped()} says so.
 */
public final class IpAddress {
    private static final String RULE = "IP address";

    private final boolean v6;
    private final long high;
    private final long low;

    private IpAddress(boolean v6, long high, long low) {
        this.v6 = v6;
        this.high = high;
        this.low = low;
    }

    /** From 4 or 16 octets; other lengths are an {@link IllegalArgumentException}. */
    public static IpAddress of(byte[] octets) {
        return switch (octets.length) {
            case 4 -> new IpAddress(false, 0, bits(octets, 0, 4));
            case 16 -> new IpAddress(true, bits(octets, 0, 8), bits(octets, 8, 8));
            default -> throw new IllegalArgumentException("an IP address has 4 or 16 octets, not " + octets.length);
        };
    }

    public static IpAddress from(InetAddress address) {
        return of(address.getAddress());
    }

    /** An address literal that is known to be right; {@link IllegalArgumentException} otherwise. */
    public static IpAddress of(String literal) {
        return parse(literal).orThrow();
    }

    /** Dotted quad, or RFC 4291 §2.2 in all its forms, without brackets, scope or prefix length. */
    public static Parsed<IpAddress> parse(String text) {
        return text.indexOf(':') < 0 ? parse4(text) : parse6(text);
    }

    public boolean isV6() {
        return v6;
    }

    /** 32 or 128. */
    public int bits() {
        return v6 ? 128 : 32;
    }

    /** The IPv4 address inside an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2); every other address itself. */
    public IpAddress unmapped() {
        return v6 && high == 0 && low >>> 32 == 0xFFFF ? new IpAddress(false, 0, low & 0xFFFF_FFFFL) : this;
    }

    /** Whether both are of one family and agree in the first {@code prefixLength} bits (0 to {@link #bits()}). */
    public boolean sharesPrefix(IpAddress other, int prefixLength) {
        if (v6 != other.v6) {
            return false;
        }
        int skipped = 128 - bits();
        int length = prefixLength + skipped;
        return ((high ^ other.high) & mask(Math.min(length, 64))) == 0
                && ((low ^ other.low) & mask(Math.max(length - 64, 0)) & (v6 ? -1L : 0xFFFF_FFFFL)) == 0;
    }

    /** 4 or 16 octets, most significant first. */
    public byte[] octets() {
        byte[] octets = new byte[bits() / 8];
        for (int i = 0; i < octets.length; i++) {
            int fromEnd = octets.length - 1 - i;
            octets[i] = (byte) (fromEnd < 8 ? low >>> 8 * fromEnd : high >>> 8 * (fromEnd - 8));
        }
        return octets;
    }

    /** Dotted quad, or RFC 5952 text. */
    @Override
    public String toString() {
        return v6 ? text6() : text4(low);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof IpAddress other && v6 == other.v6 && high == other.high && low == other.low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high * 31 + low) * 2 + (v6 ? 1 : 0);
    }

    private static Parsed<IpAddress> parse4(String text) {
        long value = quad(text, 0, text.length());
        return value < 0
                ? Parsed.malformed(0, "ip4-network", "not an IPv4 address")
                : Parsed.ok(new IpAddress(false, 0, value));
    }

    /** Four decimal numbers of 0 to 255 without leading zeros, or -1. */
    private static long quad(String text, int from, int to) {
        long value = 0;
        int position = from;
        for (int part = 0; part < 4; part++) {
            int start = position;
            int number = 0;
            while (position < to && position - start < 3 && Ascii.isDigit(text.charAt(position))) {
                number = number * 10 + (text.charAt(position++) - '0');
            }
            boolean leadingZero = position - start > 1 && text.charAt(start) == '0';
            if (position == start || leadingZero || number > 255) {
                return -1;
            }
            value = value << 8 | number;
            if (part < 3 && (position >= to || text.charAt(position++) != '.')) {
                return -1;
            }
        }
        return position == to ? value : -1;
    }

    private static Parsed<IpAddress> parse6(String text) {
        int[] groups = new int[8];
        int count = 0;
        int gap = -1;
        int position = 0;
        if (text.startsWith("::")) {
            gap = 0;
            position = 2;
        }
        while (position < text.length()) {
            if (count == 8) {
                return Parsed.malformed(position, RULE, "more than eight groups");
            }
            int end = position;
            while (end < text.length() && Ascii.isHexDigit(text.charAt(end))) {
                end++;
            }
            if (end < text.length() && text.charAt(end) == '.') {
                long quad = quad(text, position, text.length());
                if (quad < 0 || count > 6) {
                    return Parsed.malformed(position, RULE, "bad IPv4 part");
                }
                groups[count++] = (int) (quad >>> 16);
                groups[count++] = (int) (quad & 0xFFFF);
                position = text.length();
                break;
            }
            if (end == position || end - position > 4) {
                return Parsed.malformed(position, RULE, "a group has one to four hexadecimal digits");
            }
            groups[count++] = Integer.parseInt(text, position, end, 16);
            position = end;
            if (position == text.length()) {
                break;
            }
            if (text.charAt(position) != ':' || position + 1 == text.length()) {
                return Parsed.malformed(position, RULE, "not an IPv6 address");
            }
            position++;
            if (text.charAt(position) == ':') {
                if (gap >= 0) {
                    return Parsed.malformed(position, RULE, "two gaps");
                }
                gap = count;
                position++;
            }
        }
        if (gap < 0 ? count != 8 : count > 7) {
            return Parsed.malformed(text.length(), RULE, "wrong number of groups");
        }
        return Parsed.ok(fromGroups(groups, count, gap));
    }

    private static IpAddress fromGroups(int[] groups, int count, int gap) {
        int[] all = new int[8];
        int head = gap < 0 ? count : gap;
        System.arraycopy(groups, 0, all, 0, head);
        System.arraycopy(groups, head, all, 8 - (count - head), count - head);
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = high << 16 | all[i];
            low = low << 16 | all[i + 4];
        }
        return new IpAddress(true, high, low);
    }

    private static String text4(long value) {
        return (value >>> 24 & 255) + "." + (value >>> 16 & 255) + "." + (value >>> 8 & 255) + "." + (value & 255);
    }

    private String text6() {
        if (!unmapped().v6) {
            return "::ffff:" + unmapped();
        }
        int[] groups = new int[8];
        Arrays.setAll(groups, i -> (int) ((i < 4 ? high : low) >>> 16 * (3 - i % 4) & 0xFFFF));
        int gapStart = -1;
        int gapLength = 1; // RFC 5952 §4.2.2: a single zero group is not shortened
        for (int i = 0; i < 8; i++) {
            int run = i;
            while (run < 8 && groups[run] == 0) {
                run++;
            }
            if (run - i > gapLength) {
                gapStart = i;
                gapLength = run - i;
            }
            i = Math.max(i, run - 1);
        }
        StringBuilder out = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == gapStart) {
                out.append("::");
                i += gapLength - 1;
            } else {
                if (i > 0 && i != gapStart + gapLength) {
                    out.append(':');
                } else if (i > 0 && gapStart < 0) {
                    out.append(':');
                }
                out.append(Integer.toHexString(groups[i]));
            }
        }
        return out.toString();
    }

    private static long bits(byte[] octets, int from, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | octets[from + i] & 0xFF;
        }
        return value;
    }

    /** The first {@code length} (0 to 64) of 64 bits. */
    private static long mask(int length) {
        return length == 0 ? 0 : -1L << 64 - length;
    }
}
