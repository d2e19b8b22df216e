// SPDX-License-Identifier: Apache-2.0
package io.postern.authenticate;

import io.postern.spf.SpfFindings;
import io.postern.spf.SpfOutcome;
import io.postern.spf.SpfRequest;
import io.postern.spf.SpfTransaction;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import io.postern.value.Trace;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * SPF of a transaction, known or still under way.
 *
 * @param request what is checked
 * @param findings completes when it is known
 */
public record PendingSpf(SpfRequest request, CompletionStage<SpfFindings> findings) {
    /** Begins a check. */
    public static PendingSpf begin(SpfTransaction transaction, SpfRequest request, Trace trace) {
        return new PendingSpf(request, transaction.check(request, trace));
    }

    /** Completes within the time and never exceptionally: TEMPERROR where nothing is known. */
    CompletableFuture<SpfFindings> within(Duration time) {
        Optional<SpfFindings> known = known();
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(known.get());
        }
        SpfFindings late = unknown(new Problem(ProblemKind.DEADLINE, "SPF was not known in time"));
        return findings.toCompletableFuture()
                .copy()
                .completeOnTimeout(late, time.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(defect -> unknown(new Problem(ProblemKind.INTERNAL, defect.toString())));
    }

    /** The findings, if they are known by now. */
    Optional<SpfFindings> known() {
        CompletableFuture<SpfFindings> now = findings.toCompletableFuture();
        return now.isDone() && !now.isCompletedExceptionally() ? Optional.of(now.join()) : Optional.empty();
    }

    private SpfFindings unknown(Problem why) {
        return new SpfFindings(request, SpfOutcome.unchecked(request, why), Optional.empty(), Optional.empty());
    }
}
