// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import java.util.List;

/** The field {@code TLS-Required} (RFC 8689 §4), by which a sender asks for delivery even where protection fails. */
public final class TlsRequired {
    private static final String NAME = "TLS-Required";

    private TlsRequired() {}

    /** Whether the message says {@code TLS-Required: No}. */
    public static boolean isNo(MessageHead head) {
        List<HeaderField> fields = head.named(NAME);
        // RFC 8689 §4.1: the field stands once, and No is its only value; what else there may be asks for nothing
        return fields.size() == 1 && fields.get(0).unfoldedBody().strip().equalsIgnoreCase("No");
    }
}
