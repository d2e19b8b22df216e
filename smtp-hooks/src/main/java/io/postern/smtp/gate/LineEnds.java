// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

/** Which octets may stand in a line of a message besides its end; CRLF alone ends a line in either case. */
public enum LineEnds {
    /** No CR, no LF, no NUL. */
    REFUSE("refuse"),
    /** A CR is an octet as any other; no LF, no NUL. */
    ACCEPT_BARE_CR("accept-bare-cr");

    private final String keyword;

    LineEnds(String keyword) {
        this.keyword = keyword;
    }

    /** The word in configuration. */
    public String keyword() {
        return keyword;
    }
}
