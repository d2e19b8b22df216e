// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.value.Problem;
import io.postern.value.ProblemKind;

/**
 * Why a chain fails.
 *
 * @param problem in words; may quote what the network sent
 */
public record ArcFailure(ArcReason reason, Problem problem) {
    static ArcFailure of(ArcReason reason, String detail) {
        ProblemKind kind =
                switch (reason) {
                    case HEAD_TOO_LONG, TOO_LARGE -> ProblemKind.LIMIT;
                    case SYNTAX, INSTANCE, STATUS -> ProblemKind.SYNTAX;
                    case DUPLICATE, MISSING, SEALED_FAIL, SEAL_SCOPE, MESSAGE_SIGNATURE, SEAL -> ProblemKind.RECORD;
                    case INTERNAL -> ProblemKind.INTERNAL;
                };
        return new ArcFailure(reason, new Problem(kind, detail));
    }

    /** Whether DNS, or a defect of ours, is at fault: another time the chain may pass. */
    public boolean isTemporary() {
        return switch (problem.kind()) {
            case DNS_TIMEOUT, DNS_FAILURE, DNS_BOGUS, DEADLINE, BUDGET, STORE, INTERNAL -> true;
            case SYNTAX, LIMIT, RECORD -> false;
        };
    }
}
