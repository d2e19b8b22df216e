// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.envelope.ParameterFault;
import io.postern.policy.EnhancedStatusCode;
import io.postern.policy.SmtpReply;

/** How a command with a fault in its parameters is refused. */
final class ParameterReplies {
    // RFC 3463 §3.6: X.5.4, invalid command arguments
    private static final EnhancedStatusCode INVALID_ARGUMENTS = new EnhancedStatusCode(5, 5, 4);

    private ParameterReplies() {}

    /**
     * The refusal.
     *
     * @param verb MAIL or RCPT
     */
    static SmtpReply of(String verb, ParameterFault fault) {
        String parameter = verb + " parameter " + fault.keyword();
        return switch (fault.kind()) {
            // RFC 5321 §4.1.1.11: 555, parameters not recognized or not implemented
            case UNKNOWN -> reply(555, parameter + " not recognized or not implemented");
            // RFC 5321 §4.2.2: 501, syntax error in parameters or arguments
            case REPEATED -> reply(501, parameter + " given more than once");
            case BODY -> reply(501, parameter + " must be 7BIT or 8BITMIME");
            case MALFORMED -> reply(501, "Syntax error in " + verb + " parameters: " + fault.keyword());
        };
    }

    private static SmtpReply reply(int code, String text) {
        return SmtpReply.filtering(code, INVALID_ARGUMENTS, text);
    }
}
