// SPDX-License-Identifier: Apache-2.0
package io.postern.envelope;

import io.postern.envelope.MailCommand.Parameter;
import io.postern.value.Ascii;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What MAIL and RCPT have in common: a path, and parameters behind it.
 *
 * @param path without angle brackets and without a source route
 */
record PathCommand(String path, List<Parameter> parameters) {
    private static final Set<String> RULES_OF_PARAMETERS =
            Set.of(Reader.PARAMETERS, Reader.ESMTP_KEYWORD, Reader.ESMTP_VALUE);

    static boolean begins(String line, String verb) {
        return line.length() > verb.length()
                && Ascii.equalsIgnoreCase(line.substring(0, verb.length()), verb)
                && line.charAt(verb.length()) == ' ';
    }

    /**
     * Reads a command line.
     *
     * @param line without its CRLF
     * @param introduction of the path, colon included
     */
    static Parsed<PathCommand> parse(String line, String verb, String introduction) {
        return new Reader(line, verb, introduction).read();
    }

    /** Whether verb and path were right, and a parameter was not. */
    static boolean isAboutParameters(Parsed.Malformed<?> bad) {
        return RULES_OF_PARAMETERS.contains(bad.rule());
    }

    /**
     * A line that was read, with the keywords of its parameters in capitals; nothing else of it is changed.
     *
     * @param line with nothing behind its last parameter
     * @param parameters all that were read from this line
     */
    static String withCapitals(String line, List<Parameter> parameters) {
        StringBuilder out = new StringBuilder(line);
        int end = line.length();
        for (int i = parameters.size() - 1; i >= 0; i--) {
            Parameter parameter = parameters.get(i);
            int start = end - parameter.toString().length();
            int behind = start + parameter.keyword().length();
            out.replace(start, behind, parameter.keyword().toUpperCase(Locale.ROOT));
            end = start;
            while (end > 0 && line.charAt(end - 1) == ' ') {
                end--;
            }
        }
        return out.toString();
    }

    private static final class Reader {
        static final String PARAMETERS = "Mail-parameters";
        static final String ESMTP_KEYWORD = "esmtp-keyword";
        static final String ESMTP_VALUE = "esmtp-value";

        private final String line;
        private final String verb;
        private final String introduction;
        private int position;

        Reader(String line, String verb, String introduction) {
            this.line = line;
            this.verb = verb;
            this.introduction = introduction;
        }

        Parsed<PathCommand> read() {
            if (!begins(line, verb)) {
                return Parsed.malformed(0, "command", "not a " + verb + " command");
            }
            position = verb.length();
            skipSpaces();
            int colon = Math.min(line.length(), position + introduction.length());
            if (!Ascii.equalsIgnoreCase(line.substring(position, colon), introduction)) {
                return Parsed.malformed(position, "command", introduction + " expected");
            }
            position = colon;
            skipSpaces();
            int start = position;
            int end = endOfPath();
            if (end < 0) {
                return Parsed.malformed(start, "Path", "the path does not end");
            }
            position = end;
            return parameters(withoutRoute(withoutBrackets(line.substring(start, end))));
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

        private Parsed<PathCommand> parameters(String path) {
            List<Parameter> parameters = new ArrayList<>();
            while (position < line.length()) {
                if (line.charAt(position) != ' ') {
                    return Parsed.malformed(position, PARAMETERS, "a space expected");
                }
                skipSpaces();
                if (parameters.size() == MailCommand.MAX_PARAMETERS) {
                    return Parsed.malformed(position, PARAMETERS, "too many parameters");
                }
                int end = line.indexOf(' ', position);
                String text = line.substring(position, end < 0 ? line.length() : end);
                int equals = text.indexOf('=');
                String keyword = equals < 0 ? text : text.substring(0, equals);
                String value = text.substring(equals + 1);
                if (!isKeyword(keyword)) {
                    return Parsed.malformed(position, ESMTP_KEYWORD, Ascii.printable(text, ParameterFault.MAX_KEYWORD));
                }
                if (equals >= 0 && !isValue(value)) {
                    return Parsed.malformed(
                            position + equals + 1, ESMTP_VALUE, Ascii.printable(text, ParameterFault.MAX_KEYWORD));
                }
                parameters.add(new Parameter(keyword, equals < 0 ? Optional.empty() : Optional.of(value)));
                position += text.length();
            }
            return Parsed.ok(new PathCommand(path, List.copyOf(parameters)));
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
