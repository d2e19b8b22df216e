// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.value.DomainName;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DnsBudgetTest {
    private static final DomainName NAME = DomainName.of("example.com");

    private final SetClock clock = new SetClock();
    private final Noted resolver = new Noted(Cassette.builder()
            .records("example.com", "A", "192.0.2.1")
            .txt("example.com", "v=spf1 -all")
            .build());

    @Test
    void theSameQuestionIsPutOnce() {
        DnsBudget budget = DnsBudget.of(resolver, clock, Duration.ofSeconds(20), 10);
        assertThat(ask(budget, NAME, RecordType.A)).isEqualTo(ask(budget, NAME, RecordType.A));
        assertThat(resolver.asked).containsExactly("example.com A");
        assertThat(budget.asked()).isEqualTo(1);
    }

    @Test
    void anotherTypeIsAnotherQuestion() {
        DnsBudget budget = DnsBudget.of(resolver, clock, Duration.ofSeconds(20), 10);
        ask(budget, NAME, RecordType.A);
        ask(budget, NAME, RecordType.TXT);
        assertThat(resolver.asked).containsExactly("example.com A", "example.com TXT");
    }

    @Test
    void theBudgetEndsAfterSoManyDifferentQuestions() {
        DnsBudget budget = DnsBudget.of(resolver, clock, Duration.ofSeconds(20), 2);
        assertThat(ask(budget, NAME, RecordType.A)).isInstanceOf(DnsAnswer.Found.class);
        assertThat(ask(budget, NAME, RecordType.TXT)).isInstanceOf(DnsAnswer.Found.class);
        assertThat(kind(ask(budget, NAME, RecordType.MX))).isEqualTo(ProblemKind.BUDGET);
        assertThat(ask(budget, NAME, RecordType.A)).isInstanceOf(DnsAnswer.Found.class);
        assertThat(resolver.asked).hasSize(2);
    }

    @Test
    void nothingIsAskedAfterTheDeadline() {
        DnsBudget budget = DnsBudget.of(resolver, clock, Duration.ofSeconds(20), 10);
        clock.now = clock.now.plusSeconds(19);
        assertThat(budget.left()).isEqualTo(Duration.ofSeconds(1));
        assertThat(ask(budget, NAME, RecordType.A)).isInstanceOf(DnsAnswer.Found.class);
        clock.now = clock.now.plusSeconds(1);
        assertThat(budget.left()).isZero();
        assertThat(kind(ask(budget, NAME, RecordType.TXT))).isEqualTo(ProblemKind.DEADLINE);
        clock.now = clock.now.plusSeconds(100);
        assertThat(budget.left()).isZero();
        assertThat(ask(budget, NAME, RecordType.A)).isInstanceOf(DnsAnswer.Found.class);
        assertThat(resolver.asked).hasSize(1);
    }

    @Test
    void renewedItHasAnotherDeadlineAndTheSameAnswersAndCount() {
        DnsBudget budget = DnsBudget.of(resolver, clock, Duration.ofSeconds(20), 2);
        ask(budget, NAME, RecordType.A);
        clock.now = clock.now.plusSeconds(300);
        DnsBudget renewed = budget.renewed(Duration.ofSeconds(20));
        assertThat(renewed.left()).isEqualTo(Duration.ofSeconds(20));
        assertThat(ask(renewed, NAME, RecordType.A)).isInstanceOf(DnsAnswer.Found.class);
        assertThat(ask(renewed, NAME, RecordType.TXT)).isInstanceOf(DnsAnswer.Found.class);
        assertThat(resolver.asked).containsExactly("example.com A", "example.com TXT");
        assertThat(kind(ask(renewed, NAME, RecordType.MX))).isEqualTo(ProblemKind.BUDGET);
        assertThat(kind(ask(budget, DomainName.of("example.net"), RecordType.A)))
                .isEqualTo(ProblemKind.DEADLINE);
    }

    @Test
    void aQuestionUnderWayIsGivenUpAtTheDeadline() {
        DnsBudget budget = DnsBudget.of(new Silent(), clock, Duration.ofMillis(20), 10);
        assertThat(kind(ask(budget, NAME, RecordType.A))).isEqualTo(ProblemKind.DEADLINE);
    }

    @Test
    void givingUpDoesNotTouchTheResolversOwnAnswer() {
        Silent silent = new Silent();
        DnsBudget budget = DnsBudget.of(silent, clock, Duration.ofMillis(20), 10);
        ask(budget, NAME, RecordType.A);
        assertThat(silent.answer).isNotDone();
    }

    @Test
    void aTimeOutTakesItsTimeWhereItIsAsked() {
        Cassette cassette = Cassette.builder()
                .word("slow.example", Cassette.Word.TIMEOUT)
                .word("bad.example", Cassette.Word.SERVFAIL)
                .build();
        SlowTimeouts slow = new SlowTimeouts(cassette, Duration.ofMillis(50));
        long start = System.nanoTime();
        CompletionStage<DnsAnswer<TxtRecord>> waiting = slow.query(DomainName.of("slow.example"), RecordType.TXT);
        assertThat(slow.query(DomainName.of("bad.example"), RecordType.TXT).toCompletableFuture())
                .isDone();
        assertThat(kind(waiting.toCompletableFuture().join())).isEqualTo(ProblemKind.DNS_TIMEOUT);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
    }

    private static ProblemKind kind(DnsAnswer<?> answer) {
        return answer.problem().map(Problem::kind).orElseThrow();
    }

    private static <T> DnsAnswer<T> ask(DnsResolver resolver, DomainName name, RecordType<T> type) {
        return resolver.query(name, type).toCompletableFuture().join();
    }

    /** Writes down what it is asked. */
    private record Noted(DnsResolver resolver, List<String> asked) implements DnsResolver {
        Noted(DnsResolver resolver) {
            this(resolver, new ArrayList<>());
        }

        @Override
        public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
            asked.add(name + " " + type);
            return resolver.query(name, type);
        }
    }

    private static final class Silent implements DnsResolver {
        private CompletableFuture<?> answer = new CompletableFuture<>();

        @Override
        public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
            CompletableFuture<DnsAnswer<T>> never = new CompletableFuture<>();
            answer = never;
            return never;
        }
    }

    private static final class SetClock extends Clock {
        private Instant now = Instant.parse("2026-06-01T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
