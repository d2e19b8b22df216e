// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import io.postern.value.Ascii;
import io.postern.value.Parsed;

/**
 * What a table that decides about recipients says: {@code OK}, {@code DUNNO}, {@code RELAY}, {@code REJECT text},
 * {@code DEFER text}, or a reply as {@code 550 5.1.1 text} with the enhanced status code or without. Words are in any
 * case; the text may be missing.
 */
public sealed interface AccessVerdict {
    /** This table and those behind it have no objection, and the server's own checks go on. */
    record Pass() implements AccessVerdict {}

    /** The recipient is accepted although it is not one of ours. */
    record Relay() implements AccessVerdict {}

    /** The recipient is refused; the action is {@link Action.Reject} or {@link Action.Defer}. */
    record Refuse(Action action) implements AccessVerdict {}

    /** Reads a value. Texts of replies are filtered and cut to what a reply may hold. */
    static Parsed<AccessVerdict> parse(String value) {
        String text = value.strip();
        int blank = text.indexOf(' ');
        String word = Ascii.toLowerCase(blank < 0 ? text : text.substring(0, blank));
        String rest = blank < 0 ? "" : text.substring(blank).strip();
        return switch (word) {
            case "ok", "dunno" -> Parsed.ok(new Pass());
            case "relay" -> Parsed.ok(new Relay());
            // RFC 3463 §3.8: X.7.1, delivery not authorized, message refused
            case "reject" -> Parsed.ok(refuse(550, new EnhancedStatusCode(5, 7, 1), rest));
            case "defer" -> Parsed.ok(refuse(451, new EnhancedStatusCode(4, 7, 1), rest));
            default -> reply(word, rest);
        };
    }

    /** A table that cannot be read, or whose value means nothing: the client comes again. */
    static Refuse unknown() {
        // RFC 3463 §3.4: X.3.0, other or undefined mail system status
        return refuse(451, new EnhancedStatusCode(4, 3, 0), "Local error in processing, try again later");
    }

    private static Parsed<AccessVerdict> reply(String word, String rest) {
        boolean isCode = word.length() == 3
                && (word.charAt(0) == '4' || word.charAt(0) == '5')
                && Ascii.isDigit(word.charAt(1))
                && Ascii.isDigit(word.charAt(2));
        if (!isCode) {
            return Parsed.malformed(0, "access", "neither OK, DUNNO, RELAY, REJECT, DEFER nor a reply of 4 or 5");
        }
        int code = Integer.parseInt(word);
        int blank = rest.indexOf(' ');
        String status = blank < 0 ? rest : rest.substring(0, blank);
        String[] parts = status.split("\\.", -1);
        boolean isStatus = parts.length == 3 && isNumber(parts[0]) && isNumber(parts[1]) && isNumber(parts[2]);
        if (!isStatus) {
            return Parsed.ok(refuse(code, new EnhancedStatusCode(code / 100, 7, 1), rest));
        }
        if (!parts[0].equals(word.substring(0, 1))) {
            return Parsed.malformed(4, "access", "the enhanced status code is of another class than the reply");
        }
        EnhancedStatusCode given =
                new EnhancedStatusCode(code / 100, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        return Parsed.ok(
                refuse(code, given, blank < 0 ? "" : rest.substring(blank).strip()));
    }

    private static boolean isNumber(String text) {
        return Ascii.isNumber(text) && text.length() <= 3;
    }

    private static Refuse refuse(int code, EnhancedStatusCode status, String text) {
        SmtpReply reply = SmtpReply.filtering(code, status, text.isEmpty() ? "Access denied" : text);
        return new Refuse(code < 500 ? new Action.Defer(reply) : new Action.Reject(reply));
    }
}
