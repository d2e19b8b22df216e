// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.dns.DnsAnswer;
import io.postern.dns.DnsResolver;
import io.postern.dns.RecordType;
import io.postern.dns.TxtRecord;
import io.postern.message.HeaderField;
import io.postern.value.TagList;
import io.postern.value.Trace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Begins the checks of one message's signature fields: what DKIM-Signature (RFC 6376), ARC-Message-Signature and
 * ARC-Seal (RFC 8617) have in common. Each is read, and its key is asked for unless it cannot pass anyway. Used by one
 * thread at a time.
 */
public final class SignatureChecks {
    private final DkimVerifier how;
    private final DnsResolver budget;
    private final MessageHasher hashes;
    private final Trace trace;
    private final Instant now;
    private final KeyCheck keys;
    private int begun;

    /**
     * Of one message.
     *
     * @param budget answers for the keys; it bounds how many there are
     * @param hashes of the same message
     */
    public SignatureChecks(DkimVerifier how, DnsResolver budget, MessageHasher hashes, Trace trace) {
        this.how = how;
        this.budget = budget;
        this.hashes = hashes;
        this.trace = trace;
        this.now = how.clock().instant();
        this.keys = new KeyCheck(how.crypto());
    }

    /** Of a DKIM-Signature; no more than the policy allows are evaluated. */
    SignatureCheck dkimSignature(HeaderField field) {
        int most = how.policy().maxSignatures();
        return covering(SignatureReader.read(field, how.toALabels()), begun < most);
    }

    /**
     * Of an ARC-Message-Signature: its own signature, whatever its chain is.
     *
     * @param tags of the field
     */
    public SignatureCheck messageSignature(HeaderField field, TagList tags) {
        return covering(SignatureReader.read(field, tags, SignatureReader.Kind.ARC, how.toALabels()), true);
    }

    /**
     * Of an ARC-Seal: its own signature, whatever its chain is.
     *
     * @param tags of the field
     * @param covered the fields before it that it covers, in the order in which they are hashed
     */
    public SignatureCheck seal(HeaderField field, TagList tags, List<HeaderField> covered) {
        SealReader.Reading reading = SealReader.read(field, tags, how.toALabels());
        Optional<Refusal> refusal = reading.refusal()
                .or(() -> reading.signature()
                        .flatMap(seal -> unacceptable(seal.algorithm(), seal.timestamp(), OptionalLong.empty())));
        return refusal.isPresent()
                ? settled(reading.label(), refusal.get())
                : PendingCheck.of(this, reading.label(), reading.signature().orElseThrow(), covered);
    }

    /** Of a field that is not evaluated. */
    SignatureCheck settled(SignatureLabel label, Refusal refusal) {
        DkimOutcome outcome = Outcomes.refused(label, refusal, 0, List.of(refusal.reason()));
        step(label, "§6.1.1", () -> Outcomes.described(outcome));
        return new SettledCheck(outcome);
    }

    private SignatureCheck covering(SignatureReader.Reading reading, boolean isWanted) {
        Optional<Refusal> refusal = reading.refusal()
                .or(() -> reading.signature()
                        .flatMap(read -> unacceptable(read.algorithm(), read.timestamp(), read.expiration())))
                .or(() -> isWanted ? Optional.empty() : Optional.of(tooMany()));
        if (refusal.isPresent()) {
            return settled(reading.label(), refusal.get());
        }
        begun++;
        return PendingCheck.of(this, reading.label(), reading.signature().orElseThrow());
    }

    /** What keeps a signature from passing whatever its key is. */
    private Optional<Refusal> unacceptable(
            SignatureAlgorithm algorithm, OptionalLong timestamp, OptionalLong expiration) {
        // RFC 8301 §3.1: rsa-sha1 must not be used for verifying, so its key is not asked for
        if (algorithm == SignatureAlgorithm.RSA_SHA1) {
            return Optional.of(new Refusal(DkimReason.SHA1, "rsa-sha1 is not accepted"));
        }
        // RFC 6376 §3.5: past x= a signature is not valid
        if (expiration.orElse(Long.MAX_VALUE) < now.getEpochSecond()) {
            return Optional.of(new Refusal(DkimReason.EXPIRED, "x= has passed"));
        }
        // RFC 6376 §3.5: a t= in the future may be held against the signature
        long latest = now.plus(how.policy().clockSkew()).getEpochSecond();
        return timestamp.orElse(0) > latest
                ? Optional.of(new Refusal(DkimReason.FUTURE, "t= is in the future"))
                : Optional.empty();
    }

    private Refusal tooMany() {
        return new Refusal(
                DkimReason.TOO_MANY_SIGNATURES, "more than " + how.policy().maxSignatures() + " signatures");
    }

    CompletableFuture<DnsAnswer<TxtRecord>> ask(KeyedSignature signature) {
        return budget.query(signature.keyName(), RecordType.TXT).toCompletableFuture();
    }

    MessageHasher hashes() {
        return hashes;
    }

    KeyCheck keys() {
        return keys;
    }

    DkimPolicy.PartialBody partialBody() {
        return how.policy().partialBody();
    }

    void step(SignatureLabel label, String section, Supplier<String> text) {
        if (trace != Trace.OFF) {
            trace.step("RFC 6376 " + section, () -> label.selector() + "@" + label.domain() + ": " + text.get());
        }
    }
}
