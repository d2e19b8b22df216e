// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import io.postern.dns.DnsAnswer;
import io.postern.dns.DnsResolver;
import io.postern.dns.RecordType;
import io.postern.value.DomainName;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Gives the answers of another resolver from memory, as they came first. Used by one thread. */
final class MemoryDns implements DnsResolver {
    private final DnsResolver resolver;
    private final Map<RecordType<?>, Map<DomainName, CompletionStage<?>>> answers = new HashMap<>();

    private MemoryDns(DnsResolver resolver) {
        this.resolver = resolver;
    }

    static DnsResolver of(DnsResolver resolver) {
        return new MemoryDns(resolver);
    }

    @Override
    @SuppressWarnings("unchecked") // answers are kept by type
    public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
        return (CompletionStage<DnsAnswer<T>>)
                answers.computeIfAbsent(type, t -> new HashMap<>()).computeIfAbsent(name, n -> resolver.query(n, type));
    }
}
