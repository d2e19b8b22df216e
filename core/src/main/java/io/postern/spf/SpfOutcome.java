// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.value.DomainConverter;
import io.postern.value.DomainName;
import io.postern.value.Problem;
import java.util.Optional;

/**
 * The result of check_host() for one identity, and how it came about.
 *
 * @param sender the address that was checked: MAIL FROM, or {@code postmaster@} the HELO name; untrusted text
 * @param domain the domain that was checked, A-labels in lower case where it is a domain at all; else as sent,
 *     untrusted text
 * @param matched the directive that decided, which may stand in a record that {@code redirect=} led to; empty when none
 *     matched
 * @param explanation only for FAIL: the publisher's text, macros expanded, printable ASCII, at most 4,000 characters; a
 *     stranger chose the words
 * @param problem why, for TEMPERROR and PERMERROR always
 * @param dnsLookups terms that asked DNS (RFC 7208 §4.6.4), 0 to 10, or 11 when the limit was passed
 * @param voidLookups terms whose lookups were void, 0 to 2, or 3 when the limit was passed
 * @param bareReject the checked domain's record has no mechanism but {@code -all}
 */
public record SpfOutcome(
        SpfResult result,
        SpfIdentity identity,
        String sender,
        String domain,
        Optional<Directive> matched,
        Optional<String> explanation,
        Optional<Problem> problem,
        int dnsLookups,
        int voidLookups,
        boolean bareReject) {
    public SpfOutcome {
        boolean error = result == SpfResult.TEMPERROR || result == SpfResult.PERMERROR;
        if (error && problem.isEmpty()) {
            throw new IllegalArgumentException(result + " without a problem");
        }
        if (explanation.isPresent() && result != SpfResult.FAIL) {
            throw new IllegalArgumentException("only a fail is explained (RFC 7208 §6.2)");
        }
    }

    /** TEMPERROR for MAIL FROM, because something that was needed before check_host() could begin is not there. */
    public static SpfOutcome unchecked(SpfRequest request, Problem why) {
        Subject subject = Subject.of(request, SpfIdentity.MAIL_FROM, DomainConverter.ASCII_ONLY);
        return new SpfOutcome(
                SpfResult.TEMPERROR,
                subject.identity(),
                subject.sender(),
                subject.domainText(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(why),
                0,
                0,
                false);
    }

    /** Present only for PASS, so that an unverified domain cannot be aligned by mistake. */
    public Optional<DomainName> authenticatedDomain() {
        return result == SpfResult.PASS ? DomainName.parse(domain).ok() : Optional.empty();
    }

    /** The mechanism that decided as Received-SPF names it: {@code default} when none matched (RFC 7208 §9.1). */
    public String mechanismText() {
        return matched.map(Directive::mechanismText).orElse("default");
    }

    SpfOutcome ofIdentity(SpfIdentity other) {
        return new SpfOutcome(
                result, other, sender, domain, matched, explanation, problem, dnsLookups, voidLookups, bareReject);
    }

    SpfOutcome withExplanation(Optional<String> text) {
        return new SpfOutcome(
                result, identity, sender, domain, matched, text, problem, dnsLookups, voidLookups, bareReject);
    }
}
