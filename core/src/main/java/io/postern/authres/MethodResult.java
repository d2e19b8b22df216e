// SPDX-License-Identifier: Apache-2.0
package io.postern.authres;

import io.postern.value.Ascii;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one method found (RFC 8601 §2.2 resinfo).
 *
 * <p>Method and result are kept in lower case. A method with an underscore and a result with an underscore or dot are
 * not of RFC 8601: they are held as senders write them and read back by {@link Grammar#LENIENT} only.
 *
 * @param method {@code spf}, {@code dkim} ... (RFC 8601 §2.7)
 * @param methodVersion 1 if none is written
 * @param result the result word: {@code pass}, {@code fail} ...
 * @param reason why, for a person
 * @param comment what stands in parentheses behind the result, without escapes; for a person, not blank
 * @param properties in order; names may repeat
 */
public record MethodResult(
        String method,
        int methodVersion,
        String result,
        Optional<String> reason,
        Optional<String> comment,
        List<Property> properties) {
    /** Characters of {@code method}, and of {@code result}. Ours; a host name fits, as some senders write. */
    public static final int MAX_WORD_LENGTH = 255;
    /** Ours; known methods have up to ten. */
    public static final int MAX_PROPERTIES = 100;
    /** For method and field: RFC 8601 §2.2 has 1*DIGIT; nine digits are ours. */
    public static final int MAX_VERSION = 999_999_999;

    public MethodResult {
        if (!isWord(method) || !WireText.isLooseWord(method)) {
            throw new IllegalArgumentException("not a method: " + Ascii.printable(method, 80));
        }
        if (!isWord(result)) {
            throw new IllegalArgumentException("not a result: " + Ascii.printable(result, 80));
        }
        requireVersion(methodVersion);
        if (!reason.map(MethodResult::isText).orElse(true)) {
            throw new IllegalArgumentException("not a reason: " + Ascii.printable(reason.get(), 80));
        }
        if (!comment.map(MethodResult::isComment).orElse(true)) {
            throw new IllegalArgumentException("not a comment: " + Ascii.printable(comment.get(), 80));
        }
        if (properties.size() > MAX_PROPERTIES) {
            throw new IllegalArgumentException(properties.size() + " properties; allowed are " + MAX_PROPERTIES);
        }
        method = Ascii.toLowerCase(method);
        result = Ascii.toLowerCase(result);
        properties = List.copyOf(properties);
    }

    /** A result with nothing said about it yet. */
    public static MethodResult of(String method, String result) {
        return new MethodResult(method, 1, result, Optional.empty(), Optional.empty(), List.of());
    }

    /**
     * With a comment that may quote remote text; made to fit as {@link Property#ofRemote} says. No comment if blank.
     */
    public MethodResult withComment(String remote) {
        Optional<String> fitting = Optional.of(remote).map(MethodResult::fit).filter(text -> !text.isBlank());
        return new MethodResult(method, methodVersion, result, reason, fitting, properties);
    }

    /** With a reason that may quote remote text; made to fit as {@link Property#ofRemote} says. */
    public MethodResult withReason(String remote) {
        return new MethodResult(method, methodVersion, result, Optional.of(fit(remote)), comment, properties);
    }

    /** With one more property, behind the others. */
    public MethodResult with(Property property) {
        List<Property> more = new ArrayList<>(properties);
        more.add(property);
        return new MethodResult(method, methodVersion, result, reason, comment, more);
    }

    /** The value of the first property of this name. */
    public Optional<String> value(String ptype, String property) {
        return properties.stream()
                .filter(each -> each.ptype().equals(ptype) && each.property().equals(property))
                .map(Property::value)
                .findFirst();
    }

    static void requireVersion(int version) {
        if (version < 0 || version > MAX_VERSION) {
            throw new IllegalArgumentException("version " + version + "; allowed are 0 to " + MAX_VERSION);
        }
    }

    static boolean isComment(String text) {
        return isText(text) && !text.isBlank();
    }

    /** On one line; {@link AuthenticationResultsWriter} folds it at its spaces. */
    String format() {
        StringBuilder out = new StringBuilder(method);
        if (methodVersion != 1) {
            out.append('/').append(methodVersion);
        }
        out.append('=').append(result);
        comment.ifPresent(text -> out.append(' ').append(WireText.comment(text)));
        reason.ifPresent(text -> out.append(" reason=").append(WireText.value(text)));
        properties.forEach(property -> out.append(' ').append(property.format()));
        return out.toString();
    }

    /** Octets that {@link #format()} and its folds never exceed. */
    int maxOctets() {
        int chars = method.length()
                + result.length()
                + comment.map(String::length).orElse(0)
                + reason.map(String::length).orElse(0);
        int signs = 40;
        for (Property property : properties) {
            chars += property.ptype().length()
                    + property.property().length()
                    + property.value().length();
            signs += 8;
        }
        return WireText.MAX_CHAR_OCTETS * chars + signs;
    }

    private static boolean isWord(String text) {
        return text.length() <= MAX_WORD_LENGTH && WireText.isDottedWord(text);
    }

    private static boolean isText(String text) {
        return WireText.isClean(text) && WireText.fits(text);
    }

    private static String fit(String remote) {
        return WireText.cut(WireText.clean(remote));
    }
}
