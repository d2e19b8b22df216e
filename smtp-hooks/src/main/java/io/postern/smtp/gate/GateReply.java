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
    // RFC 3207 §4: nothing may be sent behind STARTTLS until the reply is there
    NOT_SYNCHRONIZED("554 5.5.0 Octets behind STARTTLS before its reply");

    private final String text;

    GateReply(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    ByteBuf octets() {
        return Unpooled.copiedBuffer(text + "\r\n", US_ASCII);
    }
}
