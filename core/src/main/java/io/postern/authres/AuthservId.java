// SPDX-License-Identifier: Apache-2.0
package io.postern.authres;

import io.postern.message.HeaderField;
import io.postern.value.Ascii;
import java.util.List;
import java.util.stream.Stream;

/**
 * The name under which a host writes its results (RFC 8601 §2.5), and every other name that a reader could take for it.
 *
 * <p>Names are compared without regard to case, trailing dots and control characters. Of an internationalized name,
 * {@code value} is the A-label form, and the U-label form is given as an alias (RFC 8616 §3): nothing is converted
 * here.
 *
 * @param value what is written
 * @param aliases what counts as the same when it is read
 */
public record AuthservId(String value, List<String> aliases) {
    public AuthservId {
        aliases = List.copyOf(aliases);
        Stream.concat(Stream.of(value), aliases.stream()).forEach(AuthservId::requireName);
    }

    public static AuthservId of(String value) {
        return new AuthservId(value, List.of());
    }

    /** With one more name that counts as this one. */
    public AuthservId withAlias(String alias) {
        return new AuthservId(
                value, Stream.concat(aliases.stream(), Stream.of(alias)).toList());
    }

    /** Whether an authserv-id that was read, without quotes and comments, is this one. */
    public boolean matches(String authservId) {
        String name = canonical(authservId);
        return names().anyMatch(name::equalsIgnoreCase);
    }

    /**
     * Whether this field pretends to have been written by this host: it is to be removed at the border, before own
     * results are added (RFC 8601 §5).
     *
     * <p>True for a field named Authentication-Results whose authserv-id is this one, whatever the version, the quotes
     * and comments around it, and the rest of the field, which need not parse. When in doubt, true: if the authserv-id
     * cannot be read (a comment or quoted string without end, nothing at all) and this name stands anywhere in the
     * field; if it stands in a comment before the authserv-id; if it stands between results, as Office 365 writes; or
     * behind a bare CR, which other programs take for a line end. A field without an authserv-id is nobody's.
     */
    public boolean isClaimedBy(HeaderField field) {
        if (field.isNamed(AuthenticationResults.FIELD_NAME) && Claim.isMade(field.body(), this)) {
            return true;
        }
        return field.hasBareCarriageReturn() && Claim.isHidden(field.toString(), this);
    }

    /** Whether one of the names stands somewhere in the text. */
    boolean isMentionedIn(String text) {
        String plain = Ascii.toLowerCase(withoutControls(text));
        return names().anyMatch(name -> plain.contains(Ascii.toLowerCase(name)));
    }

    private Stream<String> names() {
        return Stream.concat(Stream.of(value), aliases.stream()).map(AuthservId::canonical);
    }

    private static String canonical(String name) {
        String plain = withoutControls(name);
        int end = plain.length();
        while (end > 0 && plain.charAt(end - 1) == '.') {
            end--;
        }
        return plain.substring(0, end);
    }

    private static String withoutControls(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.chars().filter(c -> c >= ' ' && c != 0x7F).forEach(c -> out.append((char) c));
        return out.toString();
    }

    private static void requireName(String name) {
        if (canonical(name).isBlank() || !WireText.isClean(name) || !WireText.fits(name)) {
            throw new IllegalArgumentException("not an authserv-id: " + Ascii.printable(name, 80));
        }
    }
}
