// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.value.Ascii;

/** The line ends of a {@code -D} behind its first line. */
public enum BodyForm {
    /** LF for each CRLF: what every reader of spools expects. */
    LINE_FEED,
    /** The octets of the message as they are; {@code -H} says {@code spool_file_wireformat}. */
    WIRE;

    /** In configurations. */
    public String keyword() {
        return this == LINE_FEED ? "lf" : Ascii.toLowerCase(name());
    }
}
