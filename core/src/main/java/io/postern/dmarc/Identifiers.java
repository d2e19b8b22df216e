// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.value.DomainName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Compares authenticated domains with the Author Domain (RFC 9989 §4.10.2).
 *
 * @param organizational of the Author Domain; empty where it is not known
 * @param finder of the Organizational Domain of another name
 */
record Identifiers(
        DomainName author,
        Optional<DomainName> organizational,
        Function<DomainName, CompletableFuture<Optional<DomainName>>> finder) {

    /** Whether one domain is aligned; asks DNS only where names alone do not tell. */
    CompletableFuture<Alignment> align(DomainName domain, AlignmentMode mode) {
        if (domain.equals(author)) {
            return done(Alignment.ALIGNED);
        }
        if (!mayBeAligned(domain, mode)) {
            return done(Alignment.NOT_ALIGNED);
        }
        if (organizational.isEmpty()) {
            return done(Alignment.UNDECIDED);
        }
        DomainName wanted = organizational.get();
        // the Organizational Domain of an Organizational Domain is itself: above it nothing new is found
        if (domain.equals(wanted)) {
            return done(Alignment.ALIGNED);
        }
        return finder.apply(domain).thenApply(found -> {
            if (found.isEmpty()) {
                return Alignment.UNDECIDED;
            }
            return found.get().equals(wanted) ? Alignment.ALIGNED : Alignment.NOT_ALIGNED;
        });
    }

    /** Whether any of them is aligned; the first {@value DmarcValidation#MAX_IDENTIFIERS} that may be are looked at. */
    CompletableFuture<Alignment> any(List<DomainName> domains, AlignmentMode mode) {
        if (domains.contains(author)) {
            return done(Alignment.ALIGNED);
        }
        List<DomainName> candidates = domains.stream()
                .filter(domain -> mayBeAligned(domain, mode))
                .limit(DmarcValidation.MAX_IDENTIFIERS)
                .toList();
        return next(candidates, 0, mode, Alignment.NOT_ALIGNED);
    }

    /** Whether some field says that the author signed, valid or not. Strict mode does not matter here. */
    boolean authorSigned(List<SignedDomain> signatures) {
        for (SignedDomain signature : signatures) {
            if (mayBeAligned(signature.domain(), AlignmentMode.RELAXED)) {
                return true;
            }
        }
        return false;
    }

    /** Of an identifier that was not authenticated only because DNS failed. */
    static Alignment undecidedIfAligned(Alignment alignment) {
        return alignment == Alignment.NOT_ALIGNED ? alignment : Alignment.UNDECIDED;
    }

    private CompletableFuture<Alignment> next(
            List<DomainName> candidates, int index, AlignmentMode mode, Alignment before) {
        if (index == candidates.size()) {
            return done(before);
        }
        return align(candidates.get(index), mode).thenCompose(alignment -> switch (alignment) {
            case ALIGNED -> done(alignment);
            case UNDECIDED -> next(candidates, index + 1, mode, alignment);
            case NOT_ALIGNED -> next(candidates, index + 1, mode, before);
        });
    }

    private boolean mayBeAligned(DomainName domain, AlignmentMode mode) {
        if (domain.equals(author)) {
            return true;
        }
        // RFC 9989 §4.10.2: strict alignment needs no walk
        if (mode == AlignmentMode.STRICT) {
            return false;
        }
        // an Organizational Domain is the name itself or stands above it
        return organizational
                .map(domain::isEqualToOrBelow)
                .orElseGet(() -> topLevel(domain).equals(topLevel(author)));
    }

    private static String topLevel(DomainName name) {
        return name.value().substring(name.value().lastIndexOf('.') + 1);
    }

    private static <T> CompletableFuture<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
