// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

/**
 * A network in CIDR form.
 *
 * @param address any address of the network; bits behind the prefix are ignored
 * @param prefixLength 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record IpNetwork(IpAddress address, int prefixLength) {
    public IpNetwork {
        if (prefixLength < 0 || prefixLength > address.bits()) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " of " + address);
        }
    }

    /** An address literal, with {@code /n} or without (then the whole address); IPv6 also in brackets. */
    public static Parsed<IpNetwork> parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        if (literal.startsWith("[") && literal.endsWith("]")) {
            literal = literal.substring(1, literal.length() - 1);
        }
        if (!(IpAddress.parse(literal) instanceof Parsed.Ok<IpAddress> address)) {
            return Parsed.malformed(0, "network", "not an IP address");
        }
        int bits = address.value().bits();
        int length = slash < 0 ? bits : prefixLength(text, slash + 1);
        return length < 0 || length > bits
                ? Parsed.malformed(slash + 1, "network", "prefix length is 0 to " + bits)
                : Parsed.ok(new IpNetwork(address.value(), length));
    }

    public boolean contains(IpAddress other) {
        return address.sharesPrefix(other, prefixLength);
    }

    @Override
    public String toString() {
        return address + "/" + prefixLength;
    }

    private static int prefixLength(String text, int from) {
        int digits = text.length() - from;
        if (digits < 1 || digits > 3) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < text.length(); i++) {
            if (!Ascii.isDigit(text.charAt(i))) {
                return -1;
            }
            value = value * 10 + (text.charAt(i) - '0');
        }
        return value;
    }
}
