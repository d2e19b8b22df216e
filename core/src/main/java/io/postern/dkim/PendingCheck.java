// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.dns.DnsAnswer;
import io.postern.dns.TxtRecord;
import io.postern.message.HeaderField;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A signature that waits for its key and for the body. */
final class PendingCheck implements SignatureCheck {
    /** A body that a signature covers. */
    private record Body(DkimSignature signature, BodyHash hash) {}

    private final SignatureChecks checks;
    private final SignatureLabel label;
    private final KeyedSignature signature;
    private final CompletableFuture<DnsAnswer<TxtRecord>> key;
    private final Supplier<byte[]> hashing;
    private final Optional<Body> body;
    private byte[] headerHash = new byte[0];

    private PendingCheck(
            SignatureChecks checks,
            SignatureLabel label,
            KeyedSignature signature,
            Supplier<byte[]> hashing,
            Optional<Body> body) {
        this.checks = checks;
        this.label = label;
        this.signature = signature;
        this.key = checks.ask(signature);
        this.hashing = hashing;
        this.body = body;
    }

    static PendingCheck of(SignatureChecks checks, SignatureLabel label, DkimSignature signature) {
        MessageHasher hashes = checks.hashes();
        BodyHash hash = hashes.bodyHash(signature.body(), signature.bodyLimit());
        return new PendingCheck(
                checks,
                label,
                signature,
                () -> {
                    List<HeaderField> fields = hashes.header().select(signature.signedNames(), signature.field());
                    checks.step(
                            label,
                            "§5.4.2",
                            () -> "signs, " + signature.header().keyword() + ": " + names(fields));
                    return hashes.header()
                            .hash(
                                    fields,
                                    signature.header(),
                                    signature.field(),
                                    signature.signatureStart(),
                                    signature.signatureEnd());
                },
                Optional.of(new Body(signature, hash)));
    }

    static PendingCheck of(
            SignatureChecks checks, SignatureLabel label, SealSignature signature, List<HeaderField> covered) {
        return new PendingCheck(
                checks,
                label,
                signature,
                // RFC 8617 §4.1.3: the canonicalization is relaxed, and not to be chosen
                () -> checks.hashes()
                        .header()
                        .hash(
                                covered,
                                Canonicalization.RELAXED,
                                signature.field(),
                                signature.signatureStart(),
                                signature.signatureEnd()),
                Optional.empty());
    }

    @Override
    public SignatureLabel label() {
        return label;
    }

    @Override
    public void hash() {
        headerHash = hashing.get();
    }

    @Override
    public CompletableFuture<DkimOutcome> outcome() {
        return key.thenApply(this::judged).exceptionally(defect -> Outcomes.defect(label, defect));
    }

    private DkimOutcome judged(DnsAnswer<TxtRecord> answer) {
        checks.step(label, "§6.1.2", () -> signature.keyName() + " TXT: " + described(answer));
        Optional<Refusal> bodyRefusal = body.flatMap(part -> BodyCheck.of(part.signature, part.hash));
        body.ifPresent(
                part -> checks.step(label, "§3.7", () -> "body, " + BodyCheck.described(part.signature, part.hash)));
        KeyCheck.Verdict verdict = checks.keys().check(signature, answer, bodyRefusal, headerHash);
        DkimOutcome outcome = Outcomes.of(
                label,
                signature,
                verdict,
                body.filter(part -> part.hash.isPartial()).map(part -> checks.partialBody()));
        checks.step(label, "§6.1.3", () -> Outcomes.described(outcome));
        return outcome;
    }

    private static String names(List<HeaderField> fields) {
        return fields.stream().map(HeaderField::name).collect(Collectors.joining(", "));
    }

    private static String described(DnsAnswer<TxtRecord> answer) {
        return answer.problem()
                .map(problem -> problem.detail())
                .orElseGet(() -> answer.recordsOrNone().isEmpty()
                        ? "none"
                        : answer.recordsOrNone().stream().map(TxtRecord::joined).collect(Collectors.joining(" | ")));
    }
}
