// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import io.postern.value.Problem;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The first failure among the queries that one question caused. dnsjava's validator hands the executor of a question on
 * to every query that it sends for it, so an executor of the question's own tells which question a failure belongs to.
 */
final class FailureLog implements Executor {
    private final Executor executor;
    private final AtomicReference<@Nullable Problem> first = new AtomicReference<>();

    FailureLog(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    void note(Throwable failure) {
        first.compareAndSet(null, UnusableAnswer.problem(failure));
    }

    Optional<Problem> first() {
        return Optional.ofNullable(first.get());
    }
}
