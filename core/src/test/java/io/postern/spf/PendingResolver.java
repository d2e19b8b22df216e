// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.dns.DnsAnswer;
import io.postern.dns.DnsResolver;
import io.postern.dns.RecordType;
import io.postern.value.DomainName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers nothing until the test says so, and then what another resolver would have answered at once. */
final class PendingResolver implements DnsResolver {
    private final DnsResolver zone;
    private final Map<String, Runnable> pending = new LinkedHashMap<>();

    PendingResolver(DnsResolver zone) {
        this.zone = zone;
    }

    @Override
    public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
        CompletableFuture<DnsAnswer<T>> answer = new CompletableFuture<>();
        pending.put(
                name + " " + type,
                () -> answer.complete(
                        zone.query(name, type).toCompletableFuture().join()));
        return answer;
    }

    /** {@code name TYPE} of what is asked and not answered. */
    Iterable<String> open() {
        return pending.keySet();
    }

    void answer(String question) {
        Objects.requireNonNull(pending.remove(question), "not asked: " + question)
                .run();
    }
}
