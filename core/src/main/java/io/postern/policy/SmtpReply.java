// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import io.postern.value.Ascii;

/**
 * A one-line SMTP reply (RFC 5321 §4.2) with an enhanced status code (RFC 2034).
 *
 * @param code 400 to 599, of the same class as {@code status}
 * @param publicText printable ASCII, 1 to {@value #MAX_TEXT} characters
 */
public record SmtpReply(int code, EnhancedStatusCode status, String publicText) {
    /** RFC 5321 §4.5.3.1.5 allows a reply line 512 octets, of which code, status code and CRLF need up to 18. */
    public static final int MAX_TEXT = 494;

    public SmtpReply {
        if (code / 100 != status.statusClass() || code < 400 || code > 599) {
            throw new IllegalArgumentException("reply code " + code + " with status " + status);
        }
        if (publicText.isEmpty() || publicText.length() > MAX_TEXT || !Ascii.isPrintable(publicText)) {
            throw new IllegalArgumentException("reply text: " + Ascii.printable(publicText, MAX_TEXT));
        }
    }

    /** A reply whose text holds what the network sent: it is filtered and cut to what a reply may hold. */
    public static SmtpReply filtering(int code, EnhancedStatusCode status, String text) {
        return new SmtpReply(code, status, Ascii.printable(text, MAX_TEXT));
    }

    @Override
    public String toString() {
        return code + " " + status + " " + publicText;
    }
}
