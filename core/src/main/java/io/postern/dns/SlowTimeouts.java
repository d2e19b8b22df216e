// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import io.postern.value.DomainName;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Another resolver whose time-outs take their time: a cassette answers {@code TIMEOUT} at once, a server that is tried
 * out with a cassette shall wait as it would for the network. Every other answer passes at once. No thread is held.
 */
public final class SlowTimeouts implements DnsResolver {
    private final DnsResolver resolver;
    private final Executor later;

    public SlowTimeouts(DnsResolver resolver, Duration delay) {
        this.resolver = resolver;
        this.later = CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
        return resolver.query(name, type).thenCompose(this::delayed);
    }

    private <T> CompletionStage<DnsAnswer<T>> delayed(DnsAnswer<T> answer) {
        boolean timeout = answer.problem()
                .map(Problem::kind)
                .filter(kind -> kind == ProblemKind.DNS_TIMEOUT)
                .isPresent();
        return timeout ? CompletableFuture.supplyAsync(() -> answer, later) : CompletableFuture.completedFuture(answer);
    }
}
