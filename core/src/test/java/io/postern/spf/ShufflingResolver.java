// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.dns.DnsAnswer;
import io.postern.dns.DnsResolver;
import io.postern.dns.RecordType;
import io.postern.value.DomainName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Another resolver's answers, each completed later by one of several threads, those that wait together in any order.
 */
final class ShufflingResolver implements DnsResolver {
    private final DnsResolver zone;
    private final Random random;
    private final ExecutorService threads;
    private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();

    ShufflingResolver(DnsResolver zone, long seed, ExecutorService threads) {
        this.zone = zone;
        this.random = new Random(seed);
        this.threads = threads;
    }

    @Override
    public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
        CompletableFuture<DnsAnswer<T>> answer = new CompletableFuture<>();
        waiting.add(() -> zone.query(name, type).thenAccept(answer::complete));
        threads.execute(this::answerWhatWaits);
        return answer;
    }

    private void answerWhatWaits() {
        List<Runnable> taken = new ArrayList<>();
        waiting.drainTo(taken);
        synchronized (random) {
            Collections.shuffle(taken, random);
        }
        taken.forEach(threads::execute);
    }
}
