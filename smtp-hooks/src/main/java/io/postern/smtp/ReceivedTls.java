// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.message.HeaderField;
import io.postern.message.Message;
import io.postern.value.Ascii;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells in James's own Received field how the session was protected, as James itself does from 3.9 on: {@code with
 * ESMTPS ID 1a2b (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384)}.
 */
final class ReceivedTls {
    private static final String NAME = "Received";

    /** The second line, which has nothing that the client said. */
    private static final Pattern BY_LINE = Pattern.compile(
            "(?<before>[^\\r\\n]*\\r\\n[ \\t]+by [^\\r\\n]* with )(?<protocol>E?SMTPA?)(?<id> ID [^ ;\\r\\n]*)"
                    + "(?<rest>;?\\r\\n.*)",
            Pattern.DOTALL);

    private ReceivedTls() {}

    /** The message with that; as it is where its topmost field is not as James 3.8 writes it. */
    static Message tell(Message message, TlsConnection tls) {
        List<HeaderField> fields = message.head().fields();
        Optional<HeaderField> told = fields.isEmpty() ? Optional.empty() : told(fields.get(0), tls);
        return told.isPresent() ? message.withoutFirst(NAME).prepend(List.of(told.get())) : message;
    }

    private static Optional<HeaderField> told(HeaderField received, TlsConnection tls) {
        String body = received.body();
        Matcher lines = BY_LINE.matcher(body);
        if (!received.isNamed(NAME) || !isText(body) || !lines.matches()) {
            return Optional.empty();
        }
        String told = lines.group("before") + protocol(lines.group("protocol")) + lines.group("id") + " (using "
                + tls.version() + " with cipher " + tls.cipher() + ")" + lines.group("rest");
        return Optional.of(HeaderField.of(NAME, told));
    }

    // RFC 3848 §1: ESMTPS within TLS, ESMTPSA with AUTH too; there is no such word for HELO
    private static String protocol(String inClear) {
        return switch (inClear) {
            case "ESMTP" -> "ESMTPS";
            case "ESMTPA" -> "ESMTPSA";
            default -> inClear;
        };
    }

    /** Whether it can be written anew: the client's name is what its DNS says. */
    private static boolean isText(String body) {
        return body.chars().allMatch(c -> Ascii.isPrintable(c) || c == '\r' || c == '\n' || c == '\t');
    }
}
