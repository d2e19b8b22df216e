// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.value.Ascii;
import io.postern.value.DomainConverter;
import io.postern.value.DomainName;
import java.util.Optional;

/**
 * Whom one evaluation is about.
 *
 * @param sender with a local part, always with an {@code @}
 * @param domain empty when the identity's domain is none that can be asked for
 * @param domainText the same as A-labels, or as it was sent
 */
record Subject(
        SpfRequest request, SpfIdentity identity, String sender, Optional<DomainName> domain, String domainText) {
    static Subject of(SpfRequest request, SpfIdentity identity, DomainConverter toALabels) {
        // RFC 7208 §2.4: for a null reverse-path the identity is postmaster at the HELO name
        boolean byHelo = identity == SpfIdentity.HELO || request.mailFrom().isNull();
        String domainText = byHelo ? request.helo().text() : request.mailFrom().domain();
        String localPart = byHelo ? "" : request.mailFrom().localPart();
        Optional<DomainName> domain = toALabels.toAscii(domainText).ok().filter(Subject::canPublish);
        String shown = domain.map(DomainName::value).orElse(domainText);
        // RFC 7208 §4.3: without a local-part the string "postmaster" is substituted
        String sender = (localPart.isEmpty() ? "postmaster" : localPart) + "@" + shown;
        return new Subject(request, identity, sender, domain, shown);
    }

    // RFC 7208 §4.3: only a name of several labels can have a record; an address literal is none
    private static boolean canPublish(DomainName name) {
        return name.value().indexOf('.') > 0 && name.value().charAt(0) != '[';
    }

    /** RFC 8616 §4: a term whose macros expand to a non-ASCII local part cannot match. */
    boolean hasAsciiLocalPart() {
        return Ascii.isAscii(sender.substring(0, sender.lastIndexOf('@')));
    }
}
