// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.dns.DnsBudget;
import io.postern.dns.DnsResolver;
import io.postern.message.Message;
import io.postern.message.MessageHead;
import io.postern.value.DomainConverter;
import io.postern.value.Trace;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * How messages are verified (RFC 6376 §6). Immutable, thread-safe.
 *
 * <p>{@link #begin} asks for all keys and hashes the head while DNS works; the body passes through
 * {@link DkimVerification#body}; {@link DkimVerification#finish} gives the findings when all keys are there. The stage
 * always completes, by the deadline, with an outcome for each signature: DNS trouble is TEMPERROR, and so is a defect
 * of ours; it is never FAIL or NONE. Nothing blocks.
 *
 * @param resolver asked through one budget for each message, once for each name of a key
 * @param clock for deadlines, {@code t=} and {@code x=}
 * @param toALabels makes A-labels of internationalized domains (RFC 8616 §5)
 * @param deadline for all keys of a message together
 */
public record DkimVerifier(
        DnsResolver resolver,
        Clock clock,
        DomainConverter toALabels,
        Duration deadline,
        Crypto crypto,
        DkimPolicy policy) {
    /** With the JDK's cryptography and the default policy, and for ASCII domains only. */
    public static DkimVerifier of(DnsResolver resolver, Clock clock, Duration deadline) {
        return new DkimVerifier(resolver, clock, DomainConverter.ASCII_ONLY, deadline, Crypto.JDK, DkimPolicy.DEFAULT);
    }

    /** Begins with one message: reads its signatures, asks for their keys, hashes its head. */
    public DkimVerification begin(MessageHead head, Trace trace) {
        return begin(new MessageHasher(head, crypto), budget(), trace);
    }

    private DnsBudget budget() {
        return DnsBudget.of(resolver, clock, deadline, policy.maxSignatures());
    }

    /**
     * Begins with one message that others verify too. Its body goes to {@code hashes}, or to
     * {@link DkimVerification#body}, once.
     *
     * @param hashes what all of them use, by {@link #crypto}
     * @param budget answers for the keys, in place of {@link #resolver} and {@link #deadline}
     */
    public DkimVerification begin(MessageHasher hashes, DnsResolver budget, Trace trace) {
        return new DkimVerification(new SignatureChecks(this, budget, hashes, trace), hashes);
    }

    /**
     * Verifies a message whose body lies ready; reads the body once, and not at all if no signature needs it.
     *
     * @throws IOException if the body cannot be read
     */
    public CompletionStage<DkimFindings> verify(Message message, Trace trace) throws IOException {
        MessageHasher hashes = new MessageHasher(message.head(), crypto);
        DkimVerification verification = begin(hashes, budget(), trace);
        hashes.read(message.body());
        return verification.finish();
    }
}
