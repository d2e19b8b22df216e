// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.message.HeaderEnd;
import io.postern.message.HeaderField;
import io.postern.message.MessageHead;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The verification of one message, begun by {@link DkimVerifier#begin}: {@link #body} as often as there are octets,
 * then {@link #finish}. Used by one thread at a time, once.
 */
public final class DkimVerification {
    /** Signature fields that are read; further ones are told as not evaluated. Ours, against exhaustion. */
    static final int MAX_FIELDS = 100;

    private final MessageHasher hashes;
    /** One for each signature field, top to bottom; the keys of all are asked for before any is waited for. */
    private final List<SignatureCheck> checks = new ArrayList<>();

    DkimVerification(SignatureChecks fields, MessageHasher hashes) {
        this.hashes = hashes;
        MessageHead head = hashes.head();
        List<HeaderField> signatures = head.named(DkimSignature.FIELD_NAME);
        for (int i = 0; i < signatures.size(); i++) {
            boolean isRead = i < MAX_FIELDS && head.end() != HeaderEnd.LIMIT;
            checks.add(
                    isRead ? fields.dkimSignature(signatures.get(i)) : fields.settled(SignatureLabel.NONE, unread()));
        }
        checks.forEach(SignatureCheck::hash);
    }

    /** Whether a signature waits for the body. */
    public boolean wantsBody() {
        return hashes.wantsBody();
    }

    /** The next octets of the body, {@code from} to before {@code to}; the array is not kept. */
    public void body(byte[] octets, int from, int to) {
        hashes.body(octets, from, to);
    }

    /** The body is over; completes when all keys are there. */
    public CompletionStage<DkimFindings> finish() {
        hashes.finish();
        CompletableFuture<?>[] outcomes = new CompletableFuture<?>[checks.size()];
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = checks.get(i).outcome();
        }
        return CompletableFuture.allOf(outcomes).thenApply(done -> findings(outcomes));
    }

    private static DkimFindings findings(CompletableFuture<?>[] outcomes) {
        List<DkimOutcome> known = new ArrayList<>(outcomes.length);
        for (CompletableFuture<?> outcome : outcomes) {
            known.add((DkimOutcome) outcome.join());
        }
        return new DkimFindings(known);
    }

    // RFC 6376 §6.1: a verifier may limit how many signatures it tries
    private Refusal unread() {
        return hashes.head().end() == HeaderEnd.LIMIT
                ? new Refusal(DkimReason.HEAD_TOO_LONG, "the head was not read to its end")
                : new Refusal(DkimReason.TOO_MANY_SIGNATURES, "more than " + MAX_FIELDS + " signature fields");
    }
}
