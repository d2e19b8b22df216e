// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.util.ByteProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Reads a line octet by octet up to its CRLF, and stops before that at what no line may hold. What it has seen it knows
 * when the next octets come, however they are cut.
 */
final class LineScanner implements ByteProcessor {
    private LineEnds rule = LineEnds.REFUSE;
    private boolean afterCr;
    private LineQueue.@Nullable Head fault;

    /** The rule for what is scanned next. */
    LineScanner by(LineEnds lineEnds) {
        rule = lineEnds;
        return this;
    }

    /** What was wrong with the line where it stopped; null if that was its end. */
    LineQueue.@Nullable Head fault() {
        return fault;
    }

    /** Begins a line. */
    void restart() {
        afterCr = false;
        fault = null;
    }

    @Override
    public boolean process(byte octet) {
        boolean cr = afterCr;
        afterCr = octet == '\r';
        if (octet > '\r' && !cr) {
            return true;
        }
        // RFC 5321 §2.3.8: CR and LF occur together only, and in this order; RFC 2045 §2.8: no octet of value zero
        if (octet == '\n') {
            fault = cr ? null : LineQueue.Head.BARE_LF;
            return false;
        }
        if (octet == 0) {
            fault = LineQueue.Head.NUL;
        } else if (cr && rule == LineEnds.REFUSE) {
            fault = LineQueue.Head.BARE_CR;
        }
        return fault == null;
    }
}
