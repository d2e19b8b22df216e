// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.value.Ascii;
import io.postern.value.Parsed;
import java.util.List;
import java.util.Optional;

/**
 * A parsed SPF record (RFC 7208 §4.6.1, §12).
 *
 * @param directives in the order of the record
 * @param redirect {@code redirect=}
 * @param explanation {@code exp=}
 */
public record SpfRecord(List<Directive> directives, Optional<DomainSpec> redirect, Optional<DomainSpec> explanation) {
    /** The version section. */
    public static final String VERSION = "v=spf1";

    public SpfRecord {
        directives = List.copyOf(directives);
    }

    /** Whether a TXT record, as an octet string, is an SPF record at all, right or wrong (RFC 7208 §4.5). */
    public static boolean isSpf(String text) {
        // RFC 7208 §4.5: the version section ends with a space or with the record; RFC 5234 §2.3: case does not count
        return text.length() >= VERSION.length()
                && Ascii.equalsIgnoreCase(text.substring(0, VERSION.length()), VERSION)
                && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
    }

    /** The whole record, {@code v=spf1} included, as an octet string. */
    public static Parsed<SpfRecord> parse(String text) {
        return new SpfRecordParser(text).record();
    }

    /** Whether {@code -all} is the only mechanism, as of a domain that sends no mail at all; modifiers do not count. */
    public boolean isBareReject() {
        return directives.size() == 1
                && directives.get(0).mechanism() instanceof Mechanism.All
                && directives.get(0).qualifier() == Qualifier.FAIL;
    }
}
