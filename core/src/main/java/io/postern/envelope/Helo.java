// SPDX-License-Identifier: Apache-2.0
package io.postern.envelope;

/** The argument of HELO or EHLO as the client sent it: a domain, an address literal, or anything else; may be empty. */
public record Helo(String text) {
    /** Characters kept; RFC 5321 §4.5.3.1.2 allows a domain 255. */
    public static final int MAX_LENGTH = 1_000;

    public Helo {
        text = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text;
    }

    public static Helo of(String text) {
        return new Helo(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
