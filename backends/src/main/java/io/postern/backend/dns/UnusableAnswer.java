// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import io.postern.dns.DnsAnswer;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Carries a {@link Problem} through dnsjava's stages, which know failure only as an exception. Never leaves here. */
final class UnusableAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    UnusableAnswer(ProblemKind kind, String detail) {
        super(detail, null, false, false);
        this.problem = new Problem(kind, detail);
    }

    UnusableAnswer(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    static boolean isCauseOf(Throwable failure) {
        return unwrapped(failure) instanceof UnusableAnswer;
    }

    /** What a stage's failure means. */
    static Problem problem(Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof UnusableAnswer unusable) {
            return unusable.problem;
        }
        if (cause instanceof TimeoutException || cause instanceof SocketTimeoutException) {
            return new Problem(ProblemKind.DNS_TIMEOUT, "time-out");
        }
        // dnsjava: WireParseException for malformed messages, SocketException for servers that are not there
        return new Problem(
                cause instanceof IOException ? ProblemKind.DNS_FAILURE : ProblemKind.INTERNAL, described(cause));
    }

    private static String described(Throwable cause) {
        String kind = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? kind : kind + ": " + cause.getMessage();
    }

    static <T> DnsAnswer<T> answer(Problem problem) {
        return problem.kind() == ProblemKind.DNS_BOGUS
                ? new DnsAnswer.Bogus<>(problem)
                : new DnsAnswer.TempFail<>(problem);
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
