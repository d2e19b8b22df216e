// SPDX-License-Identifier: Apache-2.0
package io.postern.envelope;

import io.postern.value.Parsed;
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
        return PathCommand.begins(line, VERB);
    }

    /**
     * Reads a command line. More is taken than RFC 5321 §4.1.2 allows, as servers do: spaces behind the colon, a path
     * without brackets; what the path itself is made of is not looked at.
     *
     * @param line with or without its CRLF
     */
    public static Parsed<MailCommand> parse(String line) {
        return PathCommand.parse(line.strip(), VERB, "FROM:")
                .map(command -> new MailCommand(ReversePath.of(command.path()), command.parameters()));
    }

    /** The line that this was read from, without its CRLF, with the keywords of its parameters in capitals. */
    public String withCapitals(String line) {
        return PathCommand.withCapitals(line.stripTrailing(), parameters);
    }
}
