// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.dns.DnsBudget;
import io.postern.dns.DnsResolver;
import io.postern.value.DomainConverter;
import io.postern.value.Parsed;
import io.postern.value.RecentlyRead;
import io.postern.value.Trace;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How transactions are checked: which identities, for how long, and whether a guess follows {@code none}. Immutable,
 * thread-safe.
 *
 * @param resolver asked through one budget for each transaction
 * @param clock for deadlines and {@code %{t}}
 * @param toALabels makes A-labels of internationalized domains
 * @param deadline for all identities of a transaction together
 * @param identities whether HELO is checked too
 * @param explanations whether the publisher's explanation of a fail is looked up
 * @param guessRecord for the best guess; empty: none is made
 * @param records what records were read as lately
 */
public record SpfTransaction(
        DnsResolver resolver,
        Clock clock,
        DomainConverter toALabels,
        Duration deadline,
        Identities identities,
        Explanations explanations,
        Optional<SpfRecord> guessRecord,
        RecentlyRead<Parsed<SpfRecord>> records) {
    /** Which identities are checked (RFC 7208 §2.3, §2.4). */
    public enum Identities {
        MAIL_FROM,
        /** RFC 7208 §2.3 recommends it. */
        HELO_AND_MAIL_FROM
    }

    /**
     * Questions that one transaction may put to DNS; ours, against records made to amplify. RFC 7208 §4.6.4 alone would
     * allow ten terms of eleven questions each, for each identity.
     */
    public static final int MAX_QUERIES = 150;
    /** Exim's default for {@code spf_guess}. */
    public static final String EXIM_GUESS = "v=spf1 a/24 mx/24 ptr ?all";

    /** Ours: records that are kept, of some kilobytes each. */
    private static final int MAX_RECORDS = 1000;

    /** Remembers nothing as yet. */
    public SpfTransaction(
            DnsResolver resolver,
            Clock clock,
            DomainConverter toALabels,
            Duration deadline,
            Identities identities,
            Explanations explanations,
            Optional<SpfRecord> guessRecord) {
        this(
                resolver,
                clock,
                toALabels,
                deadline,
                identities,
                explanations,
                guessRecord,
                new RecentlyRead<>(MAX_RECORDS));
    }

    /** Starts every look-up that can be started; completes by the deadline and never exceptionally. Does not block. */
    public CompletionStage<SpfFindings> check(SpfRequest request, Trace trace) {
        CheckHost checkHost = CheckHost.of(DnsBudget.of(resolver, clock, deadline, MAX_QUERIES), clock)
                .converting(toALabels)
                .explaining(explanations)
                .remembering(records);
        boolean separateHelo = identities == Identities.HELO_AND_MAIL_FROM
                && !request.mailFrom().isNull();
        CompletableFuture<SpfOutcome> mailFrom = checkHost
                .tracing(trace.labelled(SpfIdentity.MAIL_FROM.keyword()))
                .mailFrom(request)
                .toCompletableFuture();
        CompletableFuture<Optional<SpfOutcome>> helo = separateHelo
                ? checkHost
                        .tracing(trace.labelled(SpfIdentity.HELO.keyword()))
                        .helo(request)
                        .thenApply(Optional::of)
                        .toCompletableFuture()
                : CompletableFuture.completedFuture(Optional.empty());
        return mailFrom.thenCompose(outcome -> guess(checkHost.tracing(trace.labelled("guess")), request, outcome)
                .thenCombine(helo, (guess, byHelo) -> new SpfFindings(request, outcome, byHelo, guess)));
    }

    private CompletableFuture<Optional<SpfOutcome>> guess(CheckHost checkHost, SpfRequest request, SpfOutcome outcome) {
        // Exim: the published record first, and only when there is none the guess
        if (guessRecord.isEmpty() || outcome.result() != SpfResult.NONE) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return checkHost
                .guess(request, guessRecord.get())
                .thenApply(Optional::of)
                .toCompletableFuture();
    }
}
