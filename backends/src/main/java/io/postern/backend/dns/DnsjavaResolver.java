// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.dns.DnsAnswer;
import io.postern.dns.DnsResolver;
import io.postern.dns.RecordType;
import io.postern.value.DomainName;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.xbill.DNS.NioClient;

/**
 * Asks recursive servers through dnsjava and remembers what they said.
 *
 * <p>Input: a question of one name and one type. Output: an answer, always, at the latest after
 * {@link DnsSettings#deadline()}; failure is an answer too. No thread is held while a server is waited for.
 *
 * <p>One look-up in the cache is all that a known answer costs, and a question that is under way already is not sent
 * again. Answers live as long as their TTLs say, within {@link CacheSettings}. Cancelling a returned stage touches
 * neither the question under way nor others who wait for it.
 *
 * <p>Continuations of an answer that was waited for run on the resolver's few threads and should not block; one that
 * waits for another answer costs a thread for that time.
 *
 * <p>Thread-safe. {@link #close()} ends what is under way with {@link DnsAnswer.TempFail}; it also stops dnsjava's
 * selector thread, which all resolvers share and which starts again when another one asks.
 */
public final class DnsjavaResolver implements DnsResolver, AutoCloseable {
    private static final Duration IDLE_THREAD = Duration.ofSeconds(10);
    /** Continuations that wait for other answers at one time. Ours. */
    private static final int MAX_WAITING_THREADS = 256;

    private record Question(DomainName name, RecordType<?> type) {}

    private record Remembered(DnsAnswer<?> answer, Duration keep) {}

    private final Executor executor = executor();
    private final DnssecQuery queries;
    private final Duration deadline;
    private final CacheSettings limits;
    private final Cache<Question, Remembered> cache;
    private final ConcurrentMap<Question, CompletableFuture<Remembered>> underWay = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final Map<ProblemKind, LongAdder> failures = new ConcurrentHashMap<>();

    private DnsjavaResolver(DnsSettings settings, Clock clock, Ticker ticker) {
        this.queries = new DnssecQuery(settings, clock, executor);
        this.deadline = settings.deadline();
        this.limits = settings.cache();
        this.cache = Caffeine.newBuilder()
                .maximumSize(limits.maxEntries())
                .expireAfter(Expiry.creating((Question question, Remembered remembered) -> remembered.keep))
                .executor(executor)
                .ticker(ticker)
                .build();
    }

    /** Unreadable or empty trust anchors are an exception here, and the only one. */
    public static DnsjavaResolver of(DnsSettings settings) {
        return of(settings, Clock.systemUTC());
    }

    /** With another clock for the validity of DNSSEC signatures. */
    public static DnsjavaResolver of(DnsSettings settings, Clock clock) {
        return new DnsjavaResolver(settings, clock, Ticker.systemTicker());
    }

    /** With another clock for signatures, and another one for the cache. */
    static DnsjavaResolver of(DnsSettings settings, Clock clock, Ticker ticker) {
        return new DnsjavaResolver(settings, clock, ticker);
    }

    @Override
    public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
        Question question = new Question(name, type);
        Remembered known = cache.getIfPresent(question);
        if (known != null) {
            hits.increment();
            return CompletableFuture.completedFuture(answer(known));
        }
        return shared(question).thenApply(DnsjavaResolver::answer);
    }

    public Statistics statistics() {
        Map<ProblemKind, Long> counted = new EnumMap<>(ProblemKind.class);
        failures.forEach((kind, count) -> counted.put(kind, count.sum()));
        return new Statistics(hits.sum(), misses.sum(), cache.estimatedSize(), counted);
    }

    @Override
    public void close() {
        queries.close();
        NioClient.close();
    }

    @SuppressWarnings("unchecked") // remembered under a question of this type
    private static <T> DnsAnswer<T> answer(Remembered remembered) {
        return (DnsAnswer<T>) remembered.answer;
    }

    /** The question that is under way, or this one sent on its way. */
    @SuppressWarnings("FutureReturnValueIgnored") // the promise tells how it ends
    private CompletableFuture<Remembered> shared(Question question) {
        CompletableFuture<Remembered> mine = new CompletableFuture<>();
        CompletableFuture<Remembered> earlier = underWay.putIfAbsent(question, mine);
        if (earlier != null) {
            hits.increment();
            return earlier;
        }
        misses.increment();
        ask(question).thenAccept(remembered -> settle(question, mine, remembered));
        return mine;
    }

    /** Kept first and told then, so whoever was told finds it kept. */
    private void settle(Question question, CompletableFuture<Remembered> asked, Remembered remembered) {
        if (!remembered.keep.isZero()) {
            cache.put(question, remembered);
        }
        underWay.remove(question, asked);
        asked.complete(remembered);
    }

    private CompletableFuture<Remembered> ask(Question question) {
        AnswerReader.Chain start = AnswerReader.Chain.from(WireName.of(question.name));
        return CompletableFuture.completedFuture(start)
                .thenCompose(chain -> follow(chain, question.type))
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyAsync(failure -> failed(UnusableAnswer.problem(failure), question), executor);
    }

    private <T> CompletableFuture<Remembered> follow(AnswerReader.Chain chain, RecordType<T> type) {
        return queries.ask(chain.name(), type.code())
                .thenCompose(verified -> next(AnswerReader.read(verified, chain, type), type))
                .toCompletableFuture();
    }

    private <T> CompletableFuture<Remembered> next(AnswerReader.Step<T> step, RecordType<T> type) {
        if (step instanceof AnswerReader.Step.Answered<T> end) {
            return CompletableFuture.completedFuture(new Remembered(end.answer(), limits.keep(end.ttl())));
        }
        if (step instanceof AnswerReader.Step.AskOn<T> on) {
            return follow(on.chain(), type);
        }
        throw new AssertionError(step);
    }

    private Remembered failed(Problem problem, Question question) {
        failures.computeIfAbsent(problem.kind(), kind -> new LongAdder()).increment();
        Problem named =
                new Problem(problem.kind(), problem.detail() + " (" + question.name + " " + question.type + ")");
        return new Remembered(UnusableAnswer.answer(named), limits.keepFailure());
    }

    /**
     * Few threads, since they only compute; they end when idle, so a closed resolver leaves none behind. A fork-join
     * pool, because it adds a thread for each one that waits for a future: a continuation that waits for another answer
     * would else keep that answer from coming.
     */
    private static Executor executor() {
        int threads = Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
        return new ForkJoinPool(
                threads,
                DnsjavaResolver::worker,
                null,
                true,
                0,
                MAX_WAITING_THREADS,
                1,
                pool -> true,
                IDLE_THREAD.toSeconds(),
                TimeUnit.SECONDS);
    }

    private static ForkJoinWorkerThread worker(ForkJoinPool pool) {
        ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        thread.setName("postern-dns-" + thread.getPoolIndex());
        return thread;
    }
}
