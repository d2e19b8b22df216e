// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.idn;

import com.ibm.icu.text.IDNA;
import io.postern.value.Ascii;
import io.postern.value.DomainConverter;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * UTS #46 processing of domain names for mail: non-transitional, with the Bidi rule (RFC 5893 §2) and the ContextJ rule
 * (RFC 5892 App. A.1, App. A.2).
 *
 * <p>UseSTD3ASCIIRules is off: {@code _dmarc.example.com} and other names with an underscore are names of DNS, and what
 * is no host name harms nobody here. Length is judged by {@link DomainName}, hyphens are not judged: names with
 * {@code --} in the third and fourth place and with leading or trailing hyphens exist.
 *
 * <p>Text that is ASCII without an A-label is a {@code DomainName} or not, without further mapping. Thread-safe.
 */
public final class Idna implements DomainConverter {
    /** A longer text is no domain: 253 octets hold less than as many characters, and mapping costs time. */
    static final int MAX_TEXT_LENGTH = 1024;

    private static final String RULE = "U-label";
    private static final String ACE_PREFIX = "xn--";

    // DomainName says these better, or they are names that exist
    private static final Set<IDNA.Error> NOT_OURS = EnumSet.of(
            IDNA.Error.EMPTY_LABEL,
            IDNA.Error.LABEL_TOO_LONG,
            IDNA.Error.DOMAIN_NAME_TOO_LONG,
            IDNA.Error.LEADING_HYPHEN,
            IDNA.Error.TRAILING_HYPHEN,
            IDNA.Error.HYPHEN_3_4);

    /** Made, with its tables, when the first name needs it: most are ASCII. */
    private static final class Uts46 {
        static final IDNA PROCESSOR = IDNA.getUTS46Instance(IDNA.CHECK_BIDI
                | IDNA.CHECK_CONTEXTJ
                | IDNA.NONTRANSITIONAL_TO_ASCII
                | IDNA.NONTRANSITIONAL_TO_UNICODE);
    }

    @Override
    public Parsed<DomainName> toAscii(String text) {
        if (text.length() > MAX_TEXT_LENGTH) {
            return Parsed.malformed(MAX_TEXT_LENGTH, RULE, "longer than " + MAX_TEXT_LENGTH + " characters");
        }
        if (Ascii.isAscii(text) && !Ascii.toLowerCase(text).contains(ACE_PREFIX)) {
            return DomainName.parse(text);
        }
        if (!isUnicode(text)) {
            return Parsed.malformed(0, RULE, "unpaired surrogate");
        }
        IDNA.Info info = new IDNA.Info();
        StringBuilder ascii = Uts46.PROCESSOR.nameToASCII(text, new StringBuilder(text.length() + 16), info);
        Set<IDNA.Error> errors = EnumSet.noneOf(IDNA.Error.class);
        errors.addAll(info.getErrors());
        errors.removeAll(NOT_OURS);
        return errors.isEmpty() ? DomainName.parse(ascii.toString()) : Parsed.malformed(0, RULE, named(errors));
    }

    /** ICU drops a soft hyphen between two halves and takes what is left for a character. */
    private static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static String named(Set<IDNA.Error> errors) {
        return errors.stream()
                .sorted(Comparator.naturalOrder())
                .map(error -> error.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
    }
}
