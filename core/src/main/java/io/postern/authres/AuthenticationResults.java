// SPDX-License-Identifier: Apache-2.0
package io.postern.authres;

import io.postern.message.HeaderField;
import io.postern.value.Ascii;
import io.postern.value.Parsed;
import io.postern.value.Utf8;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one host found out about a message (RFC 8601 §2.2 authres-payload).
 *
 * <p>Every value can be written, and what is written is read back as the same value: by {@link Grammar#STRICT} if all
 * its names are Keywords and have a ptype, else by {@link Grammar#LENIENT}.
 *
 * @param authservId who judged (RFC 8601 §2.5); empty if the sender did not say
 * @param version of the standard; 1 if none is written
 * @param results in order; none of them means that nothing was authenticated, and is written {@code none}
 */
public record AuthenticationResults(String authservId, int version, List<MethodResult> results) {
    /** The field's name. */
    public static final String FIELD_NAME = "Authentication-Results";
    /** Octets of a field's body with folds, read or written. Ours, against exhaustion. */
    public static final int MAX_LENGTH = 64 * 1024;
    /** Ours; a host writes about ten. */
    public static final int MAX_RESULTS = 256;

    public AuthenticationResults {
        if (!WireText.isClean(authservId) || !WireText.fits(authservId)) {
            throw new IllegalArgumentException("not an authserv-id: " + Ascii.printable(authservId, 80));
        }
        MethodResult.requireVersion(version);
        if (results.size() > MAX_RESULTS) {
            throw new IllegalArgumentException(results.size() + " results; allowed are " + MAX_RESULTS);
        }
        results = List.copyOf(results);
        if (!isWithinLength(authservId, results)) {
            throw new IllegalArgumentException("longer than " + MAX_LENGTH + " octets when written");
        }
    }

    /** Results of version 1. */
    public static AuthenticationResults of(String authservId, List<MethodResult> results) {
        return new AuthenticationResults(authservId, 1, results);
    }

    /**
     * Reads the body of a field.
     *
     * @param body Unicode text, folded or not
     */
    public static Parsed<AuthenticationResults> parse(String body, Grammar grammar) {
        return new AuthenticationResultsParser(body, grammar).authresPayload();
    }

    /** Reads the body of a field, whatever its name. Octets that are not UTF-8 are malformed, or U+FFFD if lenient. */
    public static Parsed<AuthenticationResults> parse(HeaderField field, Grammar grammar) {
        Optional<String> text = Utf8.decode(field.body());
        // RFC 6532 §3.1: octets above 127 are UTF-8
        if (text.isEmpty() && grammar == Grammar.STRICT) {
            return Parsed.malformed(0, "authres-payload", "not UTF-8");
        }
        return parse(text.orElseGet(() -> Utf8.decodeLeniently(field.body())), grammar);
    }

    /**
     * The body of a field, from the authserv-id on: Unicode, to be written as UTF-8; folded, a result a line. Lines
     * have at most 78 characters where there is a space to fold at, and fewer than 998 octets always.
     */
    public String format() {
        return AuthenticationResultsWriter.format(this);
    }

    /** The whole field. */
    public HeaderField toField() {
        return toField(format());
    }

    /** The whole field of what {@link #format} gave. */
    public static HeaderField toField(String formatted) {
        return HeaderField.of(FIELD_NAME, " " + formatted);
    }

    /** The results of one method, in order. */
    public Stream<MethodResult> of(String method) {
        return results.stream().filter(result -> result.method().equals(method));
    }

    /** Whether there can be a value of these: not more results than {@link #MAX_RESULTS}, nor longer when written. */
    public static boolean canHold(String authservId, List<MethodResult> results) {
        return results.size() <= MAX_RESULTS && isWithinLength(authservId, results);
    }

    /** Whether {@link #format()} stays within {@link #MAX_LENGTH}; each space may become a fold of three octets. */
    static boolean isWithinLength(String authservId, List<MethodResult> results) {
        long most = (long) WireText.MAX_CHAR_OCTETS * authservId.length() + 32;
        for (MethodResult result : results) {
            most += result.maxOctets();
        }
        return most <= MAX_LENGTH || isWithinLengthWhenWritten(authservId, results);
    }

    private static boolean isWithinLengthWhenWritten(String authservId, List<MethodResult> results) {
        long length = WireText.octets(WireText.value(authservId)) + 16L;
        for (MethodResult result : results) {
            String text = result.format();
            length += WireText.octets(text)
                    + 4L
                    + 2L * text.chars().filter(c -> c == ' ').count();
        }
        return length <= MAX_LENGTH;
    }
}
