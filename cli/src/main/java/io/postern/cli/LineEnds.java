// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import java.io.ByteArrayOutputStream;

/** Messages from files and texts: signatures cover CRLF, and files outside of mail servers mostly have LF. */
final class LineEnds {
    private LineEnds() {}

    /** As they are if the first line ends with CRLF or none ends; else with CRLF for each LF. */
    static byte[] ofFile(byte[] octets) {
        int first = 0;
        while (first < octets.length && octets[first] != '\n') {
            first++;
        }
        boolean crlf = first == octets.length || (first > 0 && octets[first - 1] == '\r');
        return crlf ? octets : toCrlf(octets);
    }

    /** With CRLF for each LF that has no CR before it. */
    static byte[] toCrlf(byte[] octets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length + octets.length / 32);
        int previous = 0;
        for (byte octet : octets) {
            if (octet == '\n' && previous != '\r') {
                out.write('\r');
            }
            out.write(octet);
            previous = octet;
        }
        return out.toByteArray();
    }
}
