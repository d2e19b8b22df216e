// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.dkim.DkimVerifier;
import io.postern.dkim.MessageHasher;
import io.postern.dns.DnsBudget;
import io.postern.dns.DnsResolver;
import io.postern.message.Message;
import io.postern.value.Trace;
import java.io.IOException;
import java.util.concurrent.CompletionStage;

/**
 * How chains are verified (RFC 8617 §5.2): all of it, every seal and every message signature. Immutable, thread-safe.
 *
 * <p>Input is a head and a body that passes through a {@link MessageHasher}; output are {@link ArcFindings}, always, by
 * the deadline. The structure is looked at first: a chain that fails by it costs no question and no hash. Errors: RFC
 * 8617 §5.2.1 knows no temporary ones, so what DNS does not tell is FAIL too; {@link ArcFailure#isTemporary} says so.
 * Nothing blocks.
 *
 * @param signatures its resolver, clock, deadline, cryptography and conversion to A-labels are ARC's too, and so is its
 *     policy, but for the number of signatures
 */
public record ArcVerifier(DkimVerifier signatures) {
    /** Different keys of a message: two for each of the fifty sets that RFC 8617 §4.2.1 allows. */
    public static final int MAX_QUERIES = 2 * Instance.MAX;
    /**
     * Octets of all ARC fields of a message. Ours, against exhaustion: each seal covers all fields before it, so fifty
     * of them hash twenty-five times as much. Real sets have about 3 KiB.
     */
    public static final int MAX_OCTETS = 1024 * 1024;

    /**
     * Begins with one message that others verify too; its body goes to {@code hashes}, once.
     *
     * @param hashes what all of them use
     * @param budget answers for the keys; it allows {@link #MAX_QUERIES} for this
     */
    public ArcVerification begin(MessageHasher hashes, DnsResolver budget, Trace trace) {
        return new ArcVerification(signatures, budget, hashes, trace);
    }

    /**
     * Verifies a message whose body lies ready; reads the body once, and not at all if no signature needs it.
     *
     * @throws IOException if the body cannot be read
     */
    public CompletionStage<ArcFindings> verify(Message message, Trace trace) throws IOException {
        MessageHasher hashes = new MessageHasher(message.head(), signatures.crypto());
        DnsBudget budget = DnsBudget.of(signatures.resolver(), signatures.clock(), signatures.deadline(), MAX_QUERIES);
        ArcVerification verification = begin(hashes, budget, trace);
        hashes.read(message.body());
        return verification.finish();
    }
}
