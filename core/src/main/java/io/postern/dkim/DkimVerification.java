// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.dns.DnsAnswer;
import io.postern.dns.DnsResolver;
import io.postern.dns.RecordType;
import io.postern.dns.TxtRecord;
import io.postern.message.HeaderEnd;
import io.postern.message.HeaderField;
import io.postern.message.MessageHead;
import io.postern.value.Trace;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * The verification of one message, begun by {@link DkimVerifier#begin}: {@link #body} as often as there are octets,
 * then {@link #finish}. Used by one thread at a time, once.
 */
public final class DkimVerification {
    /** Signature fields that are read; further ones are told as not evaluated. Ours, against exhaustion. */
    static final int MAX_FIELDS = 100;

    private final DkimVerifier verifier;
    private final Instant now;
    private final Trace trace;
    private final BodyHasher bodyHasher;
    private final KeyCheck keyCheck;
    /** One for each signature field, top to bottom. */
    private final List<Candidate> candidates = new ArrayList<>();

    /** A signature that is to be checked, or the outcome that it has already. */
    private sealed interface Candidate {
        CompletableFuture<DkimOutcome> outcome();
    }

    private record Settled(DkimOutcome settled) implements Candidate {
        @Override
        public CompletableFuture<DkimOutcome> outcome() {
            return CompletableFuture.completedFuture(settled);
        }
    }

    /** Waits for its key and for the body. */
    private final class Pending implements Candidate {
        private final SignatureLabel label;
        private final DkimSignature signature;
        private final CompletableFuture<DnsAnswer<TxtRecord>> key;
        private final BodyHash bodyHash;
        private byte[] headerHash = new byte[0];

        Pending(SignatureLabel label, DkimSignature signature, CompletableFuture<DnsAnswer<TxtRecord>> key) {
            this.label = label;
            this.signature = signature;
            this.key = key;
            this.bodyHash = bodyHasher.hash(signature.body(), signature.bodyLimit());
        }

        void hash(HeaderHasher hasher) {
            List<HeaderField> fields = hasher.select(signature.signedNames(), signature.field());
            headerHash = hasher.hash(
                    fields,
                    signature.header(),
                    signature.field(),
                    signature.signatureStart(),
                    signature.signatureEnd());
            step(
                    label,
                    "§5.4.2",
                    () -> "signs, " + signature.header().keyword() + ": "
                            + fields.stream().map(HeaderField::name).collect(Collectors.joining(", ")));
        }

        @Override
        public CompletableFuture<DkimOutcome> outcome() {
            return key.thenApply(this::judged).exceptionally(defect -> Outcomes.defect(label, defect));
        }

        private DkimOutcome judged(DnsAnswer<TxtRecord> answer) {
            step(label, "§6.1.2", () -> signature.keyName() + " TXT: " + described(answer));
            Optional<Refusal> body = BodyCheck.of(signature, bodyHash);
            step(label, "§3.7", () -> "body, " + BodyCheck.described(signature, bodyHash));
            KeyCheck.Verdict verdict = keyCheck.check(signature, answer, body, headerHash);
            DkimOutcome outcome = Outcomes.of(
                    label, signature, verdict, bodyHash, verifier.policy().partialBody());
            step(label, "§6.1.3", () -> Outcomes.described(outcome));
            return outcome;
        }
    }

    DkimVerification(DkimVerifier verifier, DnsResolver budget, MessageHead head, Trace trace) {
        this.verifier = verifier;
        this.now = verifier.clock().instant();
        this.trace = trace;
        this.bodyHasher = new BodyHasher(verifier.crypto());
        this.keyCheck = new KeyCheck(verifier.crypto());
        List<HeaderField> fields = head.named(DkimSignature.FIELD_NAME);
        List<Pending> pending = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            Candidate candidate = i < MAX_FIELDS && head.end() != HeaderEnd.LIMIT
                    ? candidate(fields.get(i), pending, budget)
                    : unread(head);
            candidates.add(candidate);
        }
        if (!pending.isEmpty()) {
            HeaderHasher hasher = new HeaderHasher(head.fields(), verifier.crypto());
            pending.forEach(each -> each.hash(hasher));
        }
    }

    /** Whether a signature waits for the body. */
    public boolean wantsBody() {
        return candidates.stream().anyMatch(Pending.class::isInstance);
    }

    /** The next octets of the body, {@code from} to before {@code to}; the array is not kept. */
    public void body(byte[] octets, int from, int to) {
        bodyHasher.update(octets, from, to);
    }

    /** Passes what is written to {@link #body}: a stream that lies in memory writes itself without a copy. */
    OutputStream bodySink() {
        return new OutputStream() {
            @Override
            public void write(int octet) {
                body(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int from, int length) {
                body(octets, from, from + length);
            }
        };
    }

    /** The body is over; completes when all keys are there. */
    public CompletionStage<DkimFindings> finish() {
        bodyHasher.finish();
        List<CompletableFuture<DkimOutcome>> outcomes =
                candidates.stream().map(Candidate::outcome).toList();
        return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .thenApply(done -> new DkimFindings(
                        outcomes.stream().map(CompletableFuture::join).toList()));
    }

    /**
     * Reads a field, and asks for its key if it may pass; keys of all signatures are asked for before any is waited
     * for.
     */
    private Candidate candidate(HeaderField field, List<Pending> pending, DnsResolver budget) {
        SignatureReader.Reading reading = SignatureReader.read(field, verifier.toALabels());
        SignatureLabel label = reading.label();
        Optional<Refusal> refusal = reading.refusal()
                .or(() -> reading.signature().flatMap(signature -> unacceptable(signature, pending.size())));
        if (refusal.isPresent()) {
            return settled(label, refusal.get());
        }
        DkimSignature signature = reading.signature().orElseThrow();
        Pending candidate = new Pending(
                label,
                signature,
                budget.query(signature.keyName(), RecordType.TXT).toCompletableFuture());
        pending.add(candidate);
        return candidate;
    }

    /** What keeps a signature from passing whatever its key is. */
    private Optional<Refusal> unacceptable(DkimSignature signature, int evaluated) {
        // RFC 8301 §3.1: rsa-sha1 must not be used for verifying, so its key is not asked for
        if (signature.algorithm() == SignatureAlgorithm.RSA_SHA1) {
            return Optional.of(new Refusal(DkimReason.SHA1, "rsa-sha1 is not accepted"));
        }
        // RFC 6376 §3.5: past x= a signature is not valid
        if (signature.expiration().orElse(Long.MAX_VALUE) < now.getEpochSecond()) {
            return Optional.of(new Refusal(DkimReason.EXPIRED, "x= has passed"));
        }
        // RFC 6376 §3.5: a t= in the future may be held against the signature
        long latest = now.plus(verifier.policy().clockSkew()).getEpochSecond();
        if (signature.timestamp().orElse(0) > latest) {
            return Optional.of(new Refusal(DkimReason.FUTURE, "t= is in the future"));
        }
        return evaluated < verifier.policy().maxSignatures()
                ? Optional.empty()
                : Optional.of(new Refusal(
                        DkimReason.TOO_MANY_SIGNATURES,
                        "more than " + verifier.policy().maxSignatures() + " signatures"));
    }

    // RFC 6376 §6.1: a verifier may limit how many signatures it tries
    private Candidate unread(MessageHead head) {
        return settled(
                SignatureLabel.NONE,
                head.end() == HeaderEnd.LIMIT
                        ? new Refusal(DkimReason.HEAD_TOO_LONG, "the head was not read to its end")
                        : new Refusal(DkimReason.TOO_MANY_SIGNATURES, "more than " + MAX_FIELDS + " signature fields"));
    }

    private Settled settled(SignatureLabel label, Refusal refusal) {
        DkimOutcome outcome = Outcomes.refused(label, refusal, 0, List.of(refusal.reason()));
        step(label, "§6.1.1", () -> Outcomes.described(outcome));
        return new Settled(outcome);
    }

    private void step(SignatureLabel label, String section, java.util.function.Supplier<String> text) {
        if (trace != Trace.OFF) {
            trace.step("RFC 6376 " + section, () -> label.selector() + "@" + label.domain() + ": " + text.get());
        }
    }

    private static String described(DnsAnswer<TxtRecord> answer) {
        return answer.problem()
                .map(problem -> problem.detail())
                .orElseGet(() -> answer.recordsOrNone().isEmpty()
                        ? "none"
                        : answer.recordsOrNone().stream().map(TxtRecord::joined).collect(Collectors.joining(" | ")));
    }
}
