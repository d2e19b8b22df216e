// SPDX-License-Identifier: Apache-2.0
package io.postern.authres;

/** From the value to the body of a field, folded. */
final class AuthenticationResultsWriter {
    /** RFC 5322 §2.1.1: characters of a line without CRLF, where possible. */
    static final int LINE_LENGTH = 78;

    private static final String FOLD = "\r\n";

    private AuthenticationResultsWriter() {}

    static String format(AuthenticationResults value) {
        StringBuilder out = new StringBuilder(WireText.value(value.authservId()));
        if (value.version() != 1) {
            out.append(' ').append(value.version());
        }
        // RFC 8601 §2.2: no-result
        if (value.results().isEmpty()) {
            return out.append("; none").toString();
        }
        for (MethodResult result : value.results()) {
            out.append(';').append(FOLD);
            fold(" " + result.format(), out);
        }
        return out.toString();
    }

    /**
     * Appends a line, broken before spaces. Every space is a place for folding white space: the ones between
     * properties, in comments and in quoted strings (RFC 5322 §3.2.2, §3.2.4).
     */
    private static void fold(String line, StringBuilder out) {
        int start = 0;
        // the semicolon behind the line counts too
        while (line.length() - start >= LINE_LENGTH) {
            int end = lastBreak(line, start);
            if (end < 0) {
                break;
            }
            out.append(line, start, end).append(FOLD);
            start = end;
        }
        out.append(line, start, line.length());
    }

    /** The last place within the line's length, or else the first one behind it; -1 if there is none. */
    private static int lastBreak(String line, int start) {
        int best = -1;
        for (int i = start + 1; i < line.length(); i++) {
            if (i - start > LINE_LENGTH && best >= 0) {
                return best;
            }
            if (isBreak(line, i)) {
                best = i;
            }
        }
        return best;
    }

    /** The first space of a run, so that each line has something visible; not one that a backslash quotes. */
    private static boolean isBreak(String line, int i) {
        return line.charAt(i) == ' ' && line.charAt(i - 1) != ' ' && line.charAt(i - 1) != '\\';
    }
}
