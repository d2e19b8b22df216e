// SPDX-License-Identifier: Apache-2.0
package io.postern.envelope;

import io.postern.envelope.MailCommand.Parameter;
import io.postern.value.Parsed;
import java.util.List;

/**
 * An RCPT command (RFC 5321 §4.1.1.3): the forward-path and the parameters behind it.
 *
 * @param path without angle brackets and without a source route; nothing else of it has been looked at
 * @param parameters in the order given, at most {@value MailCommand#MAX_PARAMETERS}
 */
public record RcptCommand(String path, List<Parameter> parameters) {
    public RcptCommand {
        parameters = List.copyOf(parameters);
    }

    /**
     * Reads a command line, as generously as {@link MailCommand#parse} does.
     *
     * @param line with or without its CRLF
     */
    public static Parsed<RcptCommand> parse(String line) {
        return PathCommand.parse(line.strip(), "RCPT", "TO:")
                .map(command -> new RcptCommand(command.path(), command.parameters()));
    }

    /** The line that this was read from, without its CRLF, with the keywords of its parameters in capitals. */
    public String withCapitals(String line) {
        return PathCommand.withCapitals(line.stripTrailing(), parameters);
    }
}
