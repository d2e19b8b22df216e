// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

/**
 * RFC 6376 §3.4.3: the body as it is, but for empty lines at its end. Only CRLF ends a line; line ends that may turn
 * out to be the last ones are counted instead of kept.
 */
final class SimpleBody {
    private final CanonicalOctets out;
    private long heldLineEnds;
    private boolean heldCarriageReturn;

    SimpleBody(CanonicalOctets out) {
        this.out = out;
    }

    void update(byte[] octets, int first, int to) {
        int from = first;
        if (heldCarriageReturn) {
            heldCarriageReturn = false;
            if (octets[from] == '\n') {
                heldLineEnds++;
                from++;
            } else {
                release();
                out.octet((byte) '\r');
            }
        }
        int end = to;
        boolean carriageReturn = end > from && octets[end - 1] == '\r';
        if (carriageReturn) {
            end--;
        }
        int lineEnds = 0;
        while (end - 2 >= from && octets[end - 1] == '\n' && octets[end - 2] == '\r') {
            end -= 2;
            lineEnds++;
        }
        if (end > from) {
            release();
            out.run(octets, from, end);
        }
        heldLineEnds += lineEnds;
        heldCarriageReturn = carriageReturn;
    }

    void finish() {
        if (heldCarriageReturn) {
            release();
            out.octet((byte) '\r');
        }
        // RFC 6376 §3.4.3: empty lines at the end become one CRLF, and so does no body at all
        out.lineEnds(1);
    }

    private void release() {
        out.lineEnds(heldLineEnds);
        heldLineEnds = 0;
    }
}
