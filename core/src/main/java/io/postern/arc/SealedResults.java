// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.authres.AuthenticationResults;
import io.postern.authres.Grammar;
import io.postern.authres.MethodResult;
import io.postern.value.DomainName;
import java.util.Optional;

/** What the results of an instance say of an author (RFC 8617 §4.1.1). */
final class SealedResults {
    private static final String PASS = "pass";

    private SealedResults() {}

    /** Whether they say that DMARC passed for him, or SPF or DKIM for a domain that is aligned with him. */
    static boolean authenticate(ArcSetOutcome set, ArcAuthor author) {
        return AuthenticationResults.parse(set.results(), Grammar.LENIENT).ok().stream()
                .flatMap(field -> field.results().stream())
                .filter(result -> result.result().equals(PASS))
                .anyMatch(result -> authenticates(result, author));
    }

    private static boolean authenticates(MethodResult result, ArcAuthor author) {
        return switch (result.method()) {
            // another author than today's proves nothing; where none is named it is his whose chain it is
            case "dmarc" ->
                result.value("header", "from")
                        .map(from ->
                                domain(from).filter(author.domain()::equals).isPresent())
                        .orElse(true);
            // RFC 9989 §4.4.2: of SPF only MAIL FROM counts
            case "spf" ->
                result.value("smtp", "mailfrom")
                        .flatMap(SealedResults::domain)
                        .filter(author.spf()::includes)
                        .isPresent();
            case "dkim" ->
                result.value("header", "d")
                        .or(() -> result.value("header", "i"))
                        .flatMap(SealedResults::domain)
                        .filter(author.dkim()::includes)
                        .isPresent();
            default -> false;
        };
    }

    /** Of an address, or the text itself. */
    private static Optional<DomainName> domain(String text) {
        return DomainName.parse(text.substring(text.lastIndexOf('@') + 1)).ok();
    }
}
