// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.value.Ascii;
import io.postern.value.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * The Received-SPF header field (RFC 7208 §9.1). Every value that came from the network is filtered to printable ASCII,
 * bounded and, where it is not a dot-atom, quoted: nothing in it can end the field or begin another.
 */
public final class ReceivedSpf {
    public static final String NAME = "Received-SPF";
    /** The name that a best guess is shown under, so that nobody takes it for SPF. */
    public static final String GUESS_NAME = "X-SPF-Guess";

    /** Ours: a line of 998 octets (RFC 5322 §2.1.1) holds twice as much, which is every character escaped. */
    private static final int MAX_VALUE = 255;

    private static final int MAX_COMMENT = 490;

    private static final String ATEXT_SPECIALS = "!#$%&'*+-/=?^_`{|}~";

    private ReceivedSpf() {}

    /**
     * The field body: begins with a space, folded after each key-value pair, without the CRLF at its end.
     *
     * @param request the one that the outcome came from
     */
    public static String body(SpfOutcome outcome, SpfRequest request) {
        // RFC 7208 §9.1: header-field = "Received-SPF:" [CFWS] result FWS [comment FWS] [ key-value-list ] CRLF
        List<String> pairs = new ArrayList<>();
        pairs.add(pair("client-ip", request.clientIp().toString()));
        pairs.add(pair(
                "envelope-from",
                request.mailFrom().isNull()
                        ? outcome.sender()
                        : request.mailFrom().text()));
        pairs.add(pair("helo", request.helo().text()));
        pairs.add(pair("identity", outcome.identity().keyword()));
        outcome.problem().map(Problem::detail).ifPresent(detail -> pairs.add(pair("problem", detail)));
        pairs.add(pair("mechanism", outcome.mechanismText()));
        pairs.add(pair("receiver", request.receiver()));
        return " " + outcome.result().keyword() + "\r\n\t("
                + comment(request.receiver() + ": " + SpfComment.of(outcome, request)) + ")\r\n\t"
                + String.join(";\r\n\t", pairs);
    }

    private static String pair(String key, String value) {
        String clean = Ascii.printable(value, MAX_VALUE);
        return key + "=" + (isDotAtom(clean) ? clean : quotedString(clean));
    }

    // RFC 5322 §3.2.3: dot-atom-text = 1*atext *("." 1*atext)
    private static boolean isDotAtom(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean atext = Ascii.isAlpha(c) || Ascii.isDigit(c) || ATEXT_SPECIALS.indexOf(c) >= 0;
            boolean innerDot = c == '.' && i > 0 && i < text.length() - 1 && text.charAt(i - 1) != '.';
            if (!atext && !innerDot) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static String quotedString(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String comment(String text) {
        return Ascii.printable(text, MAX_COMMENT)
                .replace("\\", "\\\\")
                .replace("(", "\\(")
                .replace(")", "\\)");
    }
}
