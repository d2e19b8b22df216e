// SPDX-License-Identifier: Apache-2.0
package io.postern.authres;

import io.postern.value.Ascii;

/**
 * What of the message was evaluated (RFC 8601 §2.2 propspec, §2.3, §2.4).
 *
 * <p>Names are kept in lower case. A name with an underscore, or without a {@code ptype}, is not of RFC 8601: it is
 * held as the sender wrote it and read back by {@link Grammar#LENIENT} only.
 *
 * @param ptype {@code smtp}, {@code header}, {@code body}, {@code policy}, {@code dns} ...; empty where a sender wrote
 *     only {@code property=value}
 * @param property what within {@code ptype}: {@code mailfrom}, {@code d}
 * @param value as the sender meant it, without quotes around it; an address keeps the quotes of its local part; may be
 *     empty, never has control characters
 */
public record Property(String ptype, String property, String value) {
    /** Characters of {@code ptype}, and of {@code property}. Ours; the registered ones have at most 20. */
    public static final int MAX_NAME_LENGTH = 32;

    public Property {
        if (!ptype.isEmpty() && !isName(ptype)) {
            throw new IllegalArgumentException("not a ptype: " + Ascii.printable(ptype, 80));
        }
        if (!isName(property) || (ptype.isEmpty() && property.equalsIgnoreCase("reason"))) {
            throw new IllegalArgumentException("not a property: " + Ascii.printable(property, 80));
        }
        if (!WireText.isClean(value) || !WireText.fits(value)) {
            throw new IllegalArgumentException("not a property value: " + Ascii.printable(value, 80));
        }
        ptype = Ascii.toLowerCase(ptype);
        property = Ascii.toLowerCase(property);
    }

    /** Our names with text from the network: characters that no field may hold become {@code ?}, excess is cut off. */
    public static Property ofRemote(String ptype, String property, String text) {
        return new Property(ptype, property, WireText.cut(WireText.clean(text)));
    }

    /** {@code ptype.property}, or {@code property} alone. */
    public String name() {
        return ptype.isEmpty() ? property : ptype + "." + property;
    }

    static boolean isName(String text) {
        return text.length() <= MAX_NAME_LENGTH && WireText.isLooseWord(text);
    }

    String format() {
        return name() + "=" + WireText.pvalue(value);
    }
}
