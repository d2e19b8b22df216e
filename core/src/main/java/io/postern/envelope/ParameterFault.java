// SPDX-License-Identifier: Apache-2.0
package io.postern.envelope;

/**
 * What is wrong with the parameters of a MAIL or RCPT command.
 *
 * @param keyword of the parameter in capitals, at most {@value #MAX_KEYWORD} characters; for {@link Kind#MALFORMED}
 *     what was read in its place, printable ASCII that may quote the client
 */
public record ParameterFault(Kind kind, String keyword) {
    /**
     * Characters of a keyword that are kept; RFC 5321 §4.1.2 sets no limit, this is ours, for replies and log lines.
     */
    public static final int MAX_KEYWORD = 60;

    /** The kinds of faults. */
    public enum Kind {
        /** No esmtp-param. */
        MALFORMED("malformed"),
        /** Nobody here knows the keyword. */
        UNKNOWN("unknown"),
        /** The keyword was there before. */
        REPEATED("repeated"),
        /** BODY with a value that it does not have. */
        BODY("body");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** In log lines and in the names of counters. */
        public String keyword() {
            return word;
        }
    }
}
