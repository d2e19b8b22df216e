// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.message.HeaderField;
import io.postern.message.MessageHead;
import io.postern.value.Ascii;
import io.postern.value.DomainConverter;
import io.postern.value.DomainName;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import io.postern.value.Utf8;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the Author Domain of a message (RFC 9989 §5.3.1). Reads octets; U-labels become A-labels. Linear in the field's
 * length, which is bounded; never fails. Thread-safe.
 */
public final class FromField {
    /** Octets of a From field that is read at all. Ours: RFC 5322 has no limit, real fields have a few hundred. */
    public static final int MAX_OCTETS = 65_536;
    /** Different domains of one field. Ours, against fields made to ask DNS much. */
    public static final int MAX_DOMAINS = 5;

    private static final String NAME = "From";
    private static final int MAX_SHOWN = 80;

    private final DomainConverter toALabels;

    public FromField(DomainConverter toALabels) {
        this.toALabels = toALabels;
    }

    /** From a message's head. Sender and Resent-From do not count. */
    public AuthorDomain of(MessageHead head) {
        List<HeaderField> fields = head.named(NAME);
        if (fields.isEmpty()) {
            return new AuthorDomain.Missing(new Problem(ProblemKind.SYNTAX, "no From field"));
        }
        // RFC 5322 §3.6: exactly one; who shows another one than we judge shows an author that nobody judged
        return fields.size() > 1 ? unusable(fields.size() + " From fields") : of(fields.get(0));
    }

    /** From one field, whatever its name. */
    public AuthorDomain of(HeaderField field) {
        if (field.length() > MAX_OCTETS) {
            return unusable("a From field of " + field.length() + " octets");
        }
        // a program that takes a bare CR for a line end sees another author
        if (field.hasBareCarriageReturn()) {
            return unusable("a bare CR in From");
        }
        return AddressList.domains(field.unfoldedBody())
                .fold(this::ofDomains, bad -> unusable("From: " + bad.message()));
    }

    private AuthorDomain ofDomains(List<String> domains) {
        Set<DomainName> names = new LinkedHashSet<>();
        Optional<String> notInDns = Optional.empty();
        for (String domain : domains) {
            Optional<DomainName> name = name(domain);
            if (isNotInDns(domain)) {
                notInDns = Optional.of(Ascii.printable(domain, MAX_SHOWN));
            } else if (name.isEmpty()) {
                return unusable("not a domain: " + domain);
            } else {
                names.add(name.get());
            }
        }
        if (names.size() > MAX_DOMAINS) {
            return unusable("more than " + MAX_DOMAINS + " domains in From");
        }
        if (names.size() > 1) {
            return new AuthorDomain.Several(List.copyOf(names));
        }
        if (notInDns.isPresent()) {
            return names.isEmpty()
                    ? new AuthorDomain.NotInDns(notInDns.get())
                    : unusable("a domain and a literal in From");
        }
        return names.isEmpty()
                ? new AuthorDomain.Missing(new Problem(ProblemKind.SYNTAX, "no mailbox in From"))
                : new AuthorDomain.Single(names.iterator().next());
    }

    // RFC 9989 §4.4: comparison is of A-labels; RFC 6532 §3.2: what is not ASCII is UTF-8
    private Optional<DomainName> name(String octets) {
        return Utf8.decode(octets).flatMap(text -> toALabels.toAscii(text).ok());
    }

    /**
     * Whether a name is one that the tree walk is not for: an address literal, with brackets or without, and localhost.
     */
    static boolean isNotInDns(String domain) {
        return domain.startsWith("[") || endsInNumber(domain) || Ascii.equalsIgnoreCase(domain, "localhost");
    }

    /** Whether the last label is one, of digits only. */
    private static boolean endsInNumber(String domain) {
        int i = domain.length() - 1;
        while (i >= 0 && Ascii.isDigit(domain.charAt(i))) {
            i--;
        }
        return i < domain.length() - 1 && (i < 0 || domain.charAt(i) == '.');
    }

    private static AuthorDomain unusable(String why) {
        return new AuthorDomain.Unusable(new Problem(ProblemKind.SYNTAX, Ascii.printable(why, 2 * MAX_SHOWN)));
    }
}
