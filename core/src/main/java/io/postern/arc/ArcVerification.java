// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.dkim.DkimOutcome;
import io.postern.dkim.DkimResult;
import io.postern.dkim.DkimVerifier;
import io.postern.dkim.MessageHasher;
import io.postern.dkim.SignatureCheck;
import io.postern.dkim.SignatureChecks;
import io.postern.dns.DnsResolver;
import io.postern.message.HeaderField;
import io.postern.value.Problem;
import io.postern.value.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * The verification of one message's chain, begun by {@link ArcVerifier#begin}: then the body passes through the
 * message's {@link MessageHasher}, then {@link #finish}. Used by one thread at a time, once.
 */
public final class ArcVerification {
    private static final String ACTIONS = "RFC 8617 §5.2";

    /** A set whose signatures are being checked. */
    private record Pending(ArcSet set, SignatureCheck messageSignature, SignatureCheck seal) {
        Stream<CompletableFuture<DkimOutcome>> outcomes() {
            return Stream.of(messageSignature.outcome(), seal.outcome());
        }

        ArcSetOutcome judged(DkimOutcome message, DkimOutcome sealed) {
            return new ArcSetOutcome(
                    set.instance(),
                    seal.label().domain(),
                    seal.label().selector(),
                    Optional.of(message),
                    Optional.of(sealed),
                    set.chainBefore(),
                    set.resultsText());
        }
    }

    private final MessageHasher hashes;
    private final Trace trace;
    private final ArcChain chain;
    private final List<Pending> pending = new ArrayList<>();

    ArcVerification(DkimVerifier how, DnsResolver budget, MessageHasher hashes, Trace trace) {
        this.hashes = hashes;
        this.trace = trace;
        this.chain = ChainReader.read(hashes.head());
        // RFC 8617 §5.2: a chain that fails by its structure is not looked at any further
        if (chain.failure().isPresent()) {
            return;
        }
        SignatureChecks checks = new SignatureChecks(how, budget, hashes, trace);
        List<HeaderField> covered = new ArrayList<>();
        for (ArcSet set : chain.sets()) {
            List<HeaderField> fields = set.fields();
            // RFC 8617 §5.1.1: a seal covers all sets up to its own, each as results, message signature, seal
            covered.addAll(fields.subList(0, 2));
            SignatureChecks messages = checks;
            SignatureChecks seals = checks;
            if (trace != Trace.OFF) {
                String label = " i=" + set.instance();
                messages = new SignatureChecks(how, budget, hashes, trace.labelled("AMS" + label));
                seals = new SignatureChecks(how, budget, hashes, trace.labelled("AS" + label));
            }
            pending.add(new Pending(
                    set,
                    messages.messageSignature(fields.get(1), set.signatureTags().orElseThrow()),
                    seals.seal(fields.get(2), set.sealTags().orElseThrow(), List.copyOf(covered))));
            covered.add(fields.get(2));
        }
        for (Pending each : pending) {
            each.messageSignature.hash();
            each.seal.hash();
        }
    }

    /** The body is over; completes when all keys are there, never exceptionally. */
    public CompletionStage<ArcFindings> finish() {
        hashes.finish();
        if (chain.isAbsent()) {
            return CompletableFuture.completedFuture(ArcFindings.NONE);
        }
        if (chain.failure().isPresent()) {
            return CompletableFuture.completedFuture(
                    traced(ArcFindings.failed(chain.failure().get(), chain.unchecked())));
        }
        List<CompletableFuture<DkimOutcome>> outcomes =
                pending.stream().flatMap(Pending::outcomes).toList();
        return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .thenApply(done -> traced(
                        judged(outcomes.stream().map(CompletableFuture::join).toList())))
                .exceptionally(defect ->
                        ArcFindings.failed(ArcFailure.of(ArcReason.INTERNAL, defect.toString()), chain.unchecked()));
    }

    /** @param outcomes of message signature and seal of each set in turn */
    private ArcFindings judged(List<DkimOutcome> outcomes) {
        List<ArcSetOutcome> sets = new ArrayList<>();
        for (int i = 0; i < pending.size(); i++) {
            sets.add(pending.get(i).judged(outcomes.get(2 * i), outcomes.get(2 * i + 1)));
        }
        // RFC 8617 §5.2: step 4, the newest message signature; step 6, every seal, the newest first
        Optional<ArcFailure> failure = newestMessageSignature(sets).or(() -> seals(sets));
        return failure.isPresent()
                ? ArcFindings.failed(failure.get(), sets)
                : new ArcFindings(ChainValidationStatus.PASS, Optional.empty(), OptionalInt.of(oldestPass(sets)), sets);
    }

    private static Optional<ArcFailure> newestMessageSignature(List<ArcSetOutcome> sets) {
        ArcSetOutcome newest = sets.get(sets.size() - 1);
        return failure(ArcReason.MESSAGE_SIGNATURE, "ARC-Message-Signature", newest, newest.messageSignature());
    }

    private static Optional<ArcFailure> seals(List<ArcSetOutcome> sets) {
        for (int i = sets.size() - 1; i >= 0; i--) {
            Optional<ArcFailure> failure = failure(
                    ArcReason.SEAL, ArcSet.SEAL, sets.get(i), sets.get(i).seal());
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    private static Optional<ArcFailure> failure(
            ArcReason reason, String field, ArcSetOutcome set, Optional<DkimOutcome> signature) {
        DkimOutcome outcome = signature.orElseThrow();
        // RFC 8617 §5.2.1: all failures are permanent, those of DNS too
        return outcome.problem()
                .map(problem -> new ArcFailure(
                        reason,
                        new Problem(
                                problem.kind(),
                                "the " + field + " of instance " + set.instance() + " is "
                                        + outcome.result().keyword() + ", " + outcome.reasonText() + ": "
                                        + problem.detail())));
    }

    // RFC 8617 §5.2: step 5, the set behind the newest message signature that does not pass; 0 if all pass
    private static int oldestPass(List<ArcSetOutcome> sets) {
        for (int i = sets.size() - 1; i >= 0; i--) {
            DkimOutcome outcome = sets.get(i).messageSignature().orElseThrow();
            if (outcome.result() != DkimResult.PASS) {
                return sets.get(i).instance() + 1;
            }
        }
        return 0;
    }

    private ArcFindings traced(ArcFindings findings) {
        trace.step(
                ACTIONS,
                () -> "chain of " + findings.instances() + ": "
                        + findings.state().keyword()
                        + (findings.oldestPass().isPresent()
                                ? ", oldest-pass " + findings.oldestPass().getAsInt()
                                : ", " + findings.reasonText()));
        return findings;
    }
}
