// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A DNS name in A-label form: ASCII lower case, no trailing dot, 1 to 253 octets, labels of 1 to 63 octets.
 *
 * <p>A label holds any printable ASCII character but the dot: DNS allows more than host names do, and SPF macros
 * produce it (RFC 7208 §7.3). The root is not a {@code DomainName}.
 */
public final class DomainName implements Comparable<DomainName> {
    /** RFC 1035 §2.3.4: 255 octets on the wire, which is 253 in this form. */
    public static final int MAX_LENGTH = 253;
    /** RFC 1035 §2.3.4. */
    public static final int MAX_LABEL_LENGTH = 63;

    private static final String RULE = "domain-name";

    private final String value;

    private DomainName(String canonical) {
        this.value = canonical;
    }

    /** A name that is known to be right; {@link IllegalArgumentException} otherwise. */
    public static DomainName of(String name) {
        return parse(name).orThrow();
    }

    /**
     * Untrusted text, in any case, with or without one trailing dot. U-labels are malformed here: convert them before.
     */
    public static Parsed<DomainName> parse(String text) {
        int end = text.endsWith(".") ? text.length() - 1 : text.length();
        if (end == 0) {
            return Parsed.malformed(0, RULE, "empty name");
        }
        if (end > MAX_LENGTH) {
            return Parsed.malformed(MAX_LENGTH, RULE, "name longer than 253 octets");
        }
        int labelStart = 0;
        for (int i = 0; i <= end; i++) {
            if (i == end || text.charAt(i) == '.') {
                if (i == labelStart) {
                    return Parsed.malformed(i, RULE, "empty label");
                }
                if (i - labelStart > MAX_LABEL_LENGTH) {
                    return Parsed.malformed(labelStart, RULE, "label longer than 63 octets");
                }
                labelStart = i + 1;
            } else if (!Ascii.isPrintable(text.charAt(i))) {
                return Parsed.malformed(i, RULE, "character that is not printable ASCII");
            }
        }
        return Parsed.ok(new DomainName(canonical(text)));
    }

    /** The name itself. */
    public String value() {
        return value;
    }

    /** Whether this name is {@code other} or stands below it. */
    public boolean isEqualToOrBelow(DomainName other) {
        int cut = value.length() - other.value.length();
        return value.endsWith(other.value) && (cut == 0 || (cut > 0 && value.charAt(cut - 1) == '.'));
    }

    public boolean isBelow(DomainName other) {
        return value.length() > other.value.length() && isEqualToOrBelow(other);
    }

    /** Left to right: the host first, the top-level domain last. */
    public List<String> labels() {
        return List.of(value.split("\\.", -1));
    }

    /** How many labels, 1 or more. */
    public int labelCount() {
        int count = 1;
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) == '.') {
                count++;
            }
        }
        return count;
    }

    /** The name without its first label; empty if it has only one. */
    public Optional<DomainName> parent() {
        int dot = value.indexOf('.');
        return dot < 0 ? Optional.empty() : Optional.of(new DomainName(value.substring(dot + 1)));
    }

    @Override
    public int compareTo(DomainName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DomainName name && name.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    private static String canonical(String text) {
        return Ascii.toLowerCase(text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
    }
}
