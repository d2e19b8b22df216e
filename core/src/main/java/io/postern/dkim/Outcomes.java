// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From what was found out to the outcome. */
final class Outcomes {
    private Outcomes() {}

    /** @param partialBody what becomes of it if it passes, where the body goes on behind what is signed */
    static DkimOutcome of(
            SignatureLabel label,
            KeyedSignature signature,
            KeyCheck.Verdict verdict,
            Optional<DkimPolicy.PartialBody> partialBody) {
        List<DkimReason> reasons = new ArrayList<>(2);
        verdict.refusal().map(Refusal::reason).ifPresent(reasons::add);
        boolean partialPass = reasons.isEmpty() && partialBody.isPresent();
        if (partialPass) {
            reasons.add(DkimReason.PARTIAL_BODY);
        }
        // RFC 6376 §3.6.1: t=y changes nothing in how the message is treated
        if (verdict.testing() && verdict.bits() > 0) {
            reasons.add(DkimReason.TESTING);
        }
        if (verdict.refusal().isPresent()) {
            return refused(label, verdict.refusal().get(), verdict.bits(), reasons);
        }
        if (partialPass && partialBody.get() == DkimPolicy.PartialBody.REFUSE) {
            return new DkimOutcome(
                    DkimResult.POLICY,
                    reasons,
                    label,
                    Optional.empty(),
                    verdict.bits(),
                    DkimOutcome.Coverage.TOO_LITTLE,
                    Optional.of(new Problem(ProblemKind.RECORD, "l= leaves octets of the body unsigned")));
        }
        boolean tooLittle = partialPass && partialBody.get() == DkimPolicy.PartialBody.IGNORE_FOR_DMARC;
        return new DkimOutcome(
                DkimResult.PASS,
                reasons,
                label,
                Optional.of(signature.domain()),
                verdict.bits(),
                tooLittle ? DkimOutcome.Coverage.TOO_LITTLE : DkimOutcome.Coverage.ENOUGH,
                Optional.empty());
    }

    static DkimOutcome refused(SignatureLabel label, Refusal refusal, int bits, List<DkimReason> reasons) {
        return new DkimOutcome(
                refusal.reason().result(),
                reasons,
                label,
                Optional.empty(),
                bits,
                DkimOutcome.Coverage.ENOUGH,
                Optional.of(new Problem(kind(refusal.reason()), refusal.detail())));
    }

    static DkimOutcome defect(SignatureLabel label, Throwable defect) {
        Refusal refusal = new Refusal(DkimReason.INTERNAL, defect.toString());
        return refused(label, refusal, 0, List.of(DkimReason.INTERNAL));
    }

    /** For a trace. */
    static String described(DkimOutcome outcome) {
        String reason = outcome.reasons().isEmpty() ? "" : " (" + outcome.reasonText() + ")";
        return outcome.result().keyword()
                + reason
                + outcome.problem().map(problem -> ": " + problem.detail()).orElse("");
    }

    private static ProblemKind kind(DkimReason reason) {
        return switch (reason) {
            case DNS -> ProblemKind.DNS_FAILURE;
            case INTERNAL -> ProblemKind.INTERNAL;
            case TOO_MANY_SIGNATURES, HEAD_TOO_LONG, KEY_SIZE -> ProblemKind.LIMIT;
            case SYNTAX, VERSION, ALGORITHM, CANONICALIZATION, QUERY_METHOD, KEY_SYNTAX -> ProblemKind.SYNTAX;
            case PARTIAL_BODY,
                    TESTING,
                    BODY_HASH,
                    SIGNATURE,
                    SHA1,
                    SHORT_KEY,
                    EXPIRED,
                    FUTURE,
                    FROM_NOT_SIGNED,
                    IDENTITY,
                    BODY_LENGTH,
                    NO_KEY,
                    REVOKED,
                    KEY_TYPE,
                    KEY_HASH,
                    KEY_SERVICE -> ProblemKind.RECORD;
        };
    }
}
