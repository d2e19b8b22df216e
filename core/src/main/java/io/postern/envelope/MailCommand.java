// SPDX-License-Identifier: Apache-2.0
package io.postern.envelope;

import io.postern.value.Ascii;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A MAIL command (RFC 5321 §4.1.1.2): the reverse-path and the parameters behind it.
 *
 * @param path without angle brackets and without a source route
 * @param parameters in the order given
 */
public record MailCommand(ReversePath path, List<Parameter> parameters) {
    /** Parameters beyond this number make the command malformed. */
    public static final int MAX_PARAMETERS = 32;

    private static final String VERB = "MAIL";

    /**
     * One esmtp-param.
     *
     * @param keyword as sent; compared without case
     * @param value what stands behind the equals sign; empty where there is none
     */
    public record Parameter(String keyword, Optional<String> value) {
        @Override
        public String toString() {
            return value.map(text -> keyword + "=" + text).orElse(keyword);
        }
    }

    public MailCommand {
        parameters = List.copyOf(parameters);
    }

    /** Whether a line's verb is MAIL; what follows may still be malformed. */
    public static boolean isMail(String line) {
        return line.length() > VERB.length()
                && Ascii.equalsIgnoreCase(line.substring(0, VERB.length()), VERB)
                && line.charAt(VERB.length()) == ' ';
    }

    /**
     * Reads a command line. More is taken than RFC 5321 §4.1.2 allows, as servers do: spaces behind the colon, a path
     * without brackets; what the path itself is made of is not looked at.
     *
     * @param line with or without its CRLF
     */
    public static Parsed<MailCommand> parse(String line) {
        return new Reader(line.strip()).read();
    }

    private static final class Reader {
        private final String line;
        private int position;

        Reader(String line) {
            this.line = line;
        }

        Parsed<MailCommand> read() {
            if (!isMail(line)) {
                return Parsed.malformed(0, "mail", "not a MAIL command");
            }
            position = VERB.length();
            skipSpaces();
            if (!Ascii.equalsIgnoreCase(line.substring(position, Math.min(line.length(), position + 5)), "FROM:")) {
                return Parsed.malformed(position, "mail", "FROM: expected");
            }
            position += 5;
            skipSpaces();
            int start = position;
            int end = endOfPath();
            if (end < 0) {
                return Parsed.malformed(start, "Reverse-path", "the path does not end");
            }
            ReversePath path = ReversePath.of(withoutRoute(withoutBrackets(line.substring(start, end))));
            position = end;
            return parameters(path);
        }

        /** Where the path ends: behind its closing bracket, one in a quoted string not counted, or at a space. */
        private int endOfPath() {
            boolean bracketed = position < line.length() && line.charAt(position) == '<';
            boolean quoted = false;
            for (int i = position; i < line.length(); i++) {
                char c = line.charAt(i);
                if (quoted && c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = !quoted;
                } else if (!quoted && c == (bracketed ? '>' : ' ')) {
                    return bracketed ? i + 1 : i;
                }
            }
            return bracketed || quoted ? -1 : line.length();
        }

        private static String withoutBrackets(String path) {
            return path.startsWith("<") ? path.substring(1, path.length() - 1) : path;
        }

        /** RFC 5321 §4.1.2 and appendix C: a source route is accepted and ignored. */
        private static String withoutRoute(String path) {
            int colon = path.startsWith("@") ? path.indexOf(':') : -1;
            return path.substring(colon + 1);
        }

        private Parsed<MailCommand> parameters(ReversePath path) {
            List<Parameter> parameters = new ArrayList<>();
            while (position < line.length()) {
                if (line.charAt(position) != ' ') {
                    return Parsed.malformed(position, "Mail-parameters", "a space expected");
                }
                skipSpaces();
                if (parameters.size() == MAX_PARAMETERS) {
                    return Parsed.malformed(position, "Mail-parameters", "too many parameters");
                }
                int end = line.indexOf(' ', position);
                String text = line.substring(position, end < 0 ? line.length() : end);
                int equals = text.indexOf('=');
                String keyword = equals < 0 ? text : text.substring(0, equals);
                String value = text.substring(equals + 1);
                if (!isKeyword(keyword)) {
                    return Parsed.malformed(position, "esmtp-keyword", Ascii.printable(keyword, 60));
                }
                if (equals >= 0 && !isValue(value)) {
                    return Parsed.malformed(position + equals + 1, "esmtp-value", Ascii.printable(value, 60));
                }
                parameters.add(new Parameter(keyword, equals < 0 ? Optional.empty() : Optional.of(value)));
                position += text.length();
            }
            return Parsed.ok(new MailCommand(path, parameters));
        }

        /** RFC 5321 §4.1.2: {@code esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")}. */
        private static boolean isKeyword(String text) {
            return !text.isEmpty()
                    && text.charAt(0) != '-'
                    && text.chars().allMatch(c -> Ascii.isAlpha(c) || Ascii.isDigit(c) || c == '-');
        }

        /** RFC 5321 §4.1.2: {@code esmtp-value = 1*(%d33-60 / %d62-126)}; RFC 6531 §3.3 adds UTF8-non-ascii. */
        private static boolean isValue(String text) {
            return !text.isEmpty() && text.chars().allMatch(c -> c != '=' && (Ascii.isVisible(c) || c >= 0x80));
        }

        private void skipSpaces() {
            while (position < line.length() && line.charAt(position) == ' ') {
                position++;
            }
        }
    }
}
