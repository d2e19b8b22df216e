// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** What the gate itself answers. */
enum GateReply {
    // RFC 5321 §4.5.3.1.9: 500, line too long; RFC 3463 §3.6: X.5.2, syntax error
    COMMAND_TOO_LONG("500 5.5.2 Line too long"),
    // RFC 3463 §3.7: X.6.0, other or undefined media error
    TEXT_TOO_LONG("500 5.6.0 Message refused: a line has more than " + Gate.MAX_TEXT_LINE + " octets"),
    // RFC 5321 §2.3.8: CRLF alone ends a line; what follows a lone LF may be meant as part of this one
    BARE_LF("500 5.5.2 Line delimiter must be CRLF: LF without CR"),
    // RFC 5321 §2.3.8: the same of a lone CR, which others may take for an end
    BARE_CR("500 5.5.2 Line delimiter must be CRLF: CR without LF"),
    // RFC 2045 §2.8: data of 7 or 8 bits has no octet of value zero
    NUL("500 5.5.2 Octet of value zero"),
    // RFC 5321 §3.1: the client waits for the greeting, unless it has been told that it need not
    TOO_EARLY("554 5.5.0 Octets before the greeting"),
    // RFC 3030 §2: where the chunk ends cannot be told, so neither can where the next command begins
    BAD_CHUNK("501 5.5.4 Syntax error in BDAT"),
    // RFC 3030 §2: between chunks there is BDAT, and what ends the transaction; RFC 5321 §4.2.2: 503
    CHUNK_EXPECTED("503 5.5.1 BDAT or RSET expected"),
    // RFC 5321 §4.1.1.9: NOOP has no effect on the message
    STILL_HERE("250 2.0.0 OK"),
    // RFC 3463 §3.4: X.3.4, message too big for system
    CHUNKS_TOO_LARGE("552 5.3.4 Message size exceeds maximum message size"),
    // RFC 3207 §4: nothing may be sent behind STARTTLS until the reply is there
    NOT_SYNCHRONIZED("554 5.5.0 Octets behind STARTTLS before its reply");

    private final String text;

    GateReply(String text) {
        this.text = text;
    }

    /** To what no line may hold. */
    static GateReply of(LineQueue.Head fault) {
        return switch (fault) {
            case BARE_LF -> BARE_LF;
            case BARE_CR -> BARE_CR;
            case NUL -> NUL;
            case LINE, TOO_LONG, NOTHING -> throw new IllegalArgumentException(fault.name());
        };
    }

    String text() {
        return text;
    }

    ByteBuf octets() {
        return Unpooled.copiedBuffer(text + "\r\n", US_ASCII);
    }
}
