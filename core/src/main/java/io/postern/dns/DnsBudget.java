// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import io.postern.value.DomainName;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one check may ask of DNS: so many questions, and answers until a deadline. Past either bound a question is
 * answered with {@link DnsAnswer.TempFail} at once, so the check ends in its temporary failure. The same question is
 * put once; its answer is given again.
 *
 * <p>Thread-safe. A budget belongs to one check and is thrown away with it.
 */
public final class DnsBudget implements DnsResolver {
    private record Question(DomainName name, RecordType<?> type) {}

    private final DnsResolver resolver;
    private final Clock clock;
    private final Instant deadline;
    private final int maxQueries;
    private final AtomicInteger asked;
    private final Map<Question, CompletableFuture<?>> answers;

    private DnsBudget(
            DnsResolver resolver,
            Clock clock,
            Instant deadline,
            int maxQueries,
            AtomicInteger asked,
            Map<Question, CompletableFuture<?>> answers) {
        this.resolver = resolver;
        this.clock = clock;
        this.deadline = deadline;
        this.maxQueries = maxQueries;
        this.asked = asked;
        this.answers = answers;
    }

    /**
     * A fresh budget that starts to run now.
     *
     * @param time from now on, by {@code clock}
     * @param maxQueries different questions, 1 or more
     */
    public static DnsBudget of(DnsResolver resolver, Clock clock, Duration time, int maxQueries) {
        return new DnsBudget(
                resolver,
                clock,
                clock.instant().plus(time),
                maxQueries,
                new AtomicInteger(),
                new ConcurrentHashMap<>());
    }

    /**
     * The same budget with another deadline, for what is asked after somebody else took his time: questions put before
     * count, their answers are given again, failures too, and those under way keep their deadline.
     *
     * @param time from now on
     */
    public DnsBudget renewed(Duration time) {
        return new DnsBudget(resolver, clock, clock.instant().plus(time), maxQueries, asked, answers);
    }

    /** Different questions put so far. */
    public int asked() {
        return asked.get();
    }

    /** Time left until the deadline; zero when it has passed. */
    public Duration left() {
        Duration left = Duration.between(clock.instant(), deadline);
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    @SuppressWarnings("unchecked") // the type is part of the key
    public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
        return (CompletionStage<DnsAnswer<T>>) answers.computeIfAbsent(new Question(name, type), q -> ask(name, type));
    }

    private <T> CompletableFuture<DnsAnswer<T>> ask(DomainName name, RecordType<T> type) {
        Duration left = left();
        if (left.isZero()) {
            return failed(ProblemKind.DEADLINE, "no time left to ask for " + name + " " + type);
        }
        if (asked.incrementAndGet() > maxQueries) {
            return failed(ProblemKind.BUDGET, "more than " + maxQueries + " DNS questions");
        }
        CompletableFuture<DnsAnswer<T>> answer = resolver.query(name, type).toCompletableFuture();
        if (answer.isDone()) {
            return answer;
        }
        DnsAnswer<T> late = new DnsAnswer.TempFail<>(
                new Problem(ProblemKind.DEADLINE, "no answer to " + name + " " + type + " before the deadline"));
        return answer.copy().completeOnTimeout(late, left.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> CompletableFuture<DnsAnswer<T>> failed(ProblemKind kind, String detail) {
        return CompletableFuture.completedFuture(new DnsAnswer.TempFail<>(new Problem(kind, detail)));
    }
}
