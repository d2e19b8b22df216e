// SPDX-License-Identifier: Apache-2.0
package io.postern.envelope;

import io.postern.value.Ascii;

/** The address of MAIL FROM without angle brackets (RFC 5321 §4.1.2 Reverse-path); empty for the null sender. */
public record ReversePath(String text) {
    /** The null sender {@code <>}. */
    public static final ReversePath NULL = new ReversePath("");
    /** Characters kept; RFC 5321 §4.5.3.1.3 allows a path 256. */
    public static final int MAX_LENGTH = 2_000;

    public ReversePath {
        text = text.length() > MAX_LENGTH ? text.substring(text.length() - MAX_LENGTH) : text;
    }

    public static ReversePath of(String text) {
        return text.isEmpty() ? NULL : new ReversePath(text);
    }

    public boolean isNull() {
        return text.isEmpty();
    }

    /** What stands before the last {@code @}, quotes included; empty when there is no {@code @}. */
    public String localPart() {
        int at = text.lastIndexOf('@');
        return at < 0 ? "" : text.substring(0, at);
    }

    /** What stands behind the last {@code @}; the whole text when there is none. */
    public String domain() {
        return text.substring(text.lastIndexOf('@') + 1);
    }

    /** Equality by RFC 5321 §2.4: the case of the domain does not matter, that of the local part does. */
    public boolean isSameAs(ReversePath other) {
        return localPart().equals(other.localPart()) && Ascii.equalsIgnoreCase(domain(), other.domain());
    }

    @Override
    public String toString() {
        return text;
    }
}
