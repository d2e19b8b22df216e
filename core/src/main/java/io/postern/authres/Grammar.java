// SPDX-License-Identifier: Apache-2.0
package io.postern.authres;

/** How much an Authentication-Results field may differ from its standard. */
public enum Grammar {
    /** The ABNF of RFC 8601 §2.2, and nothing else; a fold may have LF for CRLF, as files do. */
    STRICT,
    /**
     * Also what well-known senders write: no authserv-id, or one more between the results (Office 365); {@code i=1;} in
     * front (RFC 8617 §4.1.1); the field's own name in front; no semicolon after the authserv-id (Yahoo); a word in
     * place of the version; empty results and a semicolon at the end; values that should stand in quotes; empty values;
     * properties without ptype; underscores in names; a reason after properties; line ends without white space behind
     * them; stray quoting marks.
     */
    LENIENT
}
