// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import io.postern.dns.Cassette;
import io.postern.dns.DnsBudget;
import io.postern.envelope.Helo;
import io.postern.envelope.ReversePath;
import io.postern.spf.CheckHost;
import io.postern.spf.SpfOutcome;
import io.postern.spf.SpfRequest;
import io.postern.value.IpAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.james.jspf.core.DNSRequest;
import org.apache.james.jspf.core.DNSService;
import org.apache.james.jspf.executor.SPFResult;
import org.apache.james.jspf.impl.SPF;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One SPF check of a usual sender, DNS answered from memory: a record that includes a provider's, which includes two
 * more. Ours, and the library that James uses, over the same zone.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class SpfBenchmark {
    private static final Map<String, String> RECORDS = Map.of(
            "sender.example", "v=spf1 ip4:192.0.2.0/28 include:_spf.provider.example mx -all",
            "_spf.provider.example", "v=spf1 include:a.provider.example include:b.provider.example ~all",
            "a.provider.example",
                    "v=spf1 ip4:198.51.100.0/25 ip4:198.51.100.128/26 ip6:2001:db8:1::/48 ip6:2001:db8:2::/48 ~all",
            "b.provider.example", "v=spf1 ip4:203.0.113.0/25 ip6:2001:db8:3::/48 a:out.provider.example ~all");
    private static final String OUT = "203.0.113.200";

    private final Clock clock = Clock.systemUTC();
    private final Cassette zone = zone();
    private final SPF jspf = new SPF(new InMemory());
    private final SpfRequest request = new SpfRequest(
            IpAddress.of(OUT),
            Helo.of("out.provider.example"),
            ReversePath.of("user@sender.example"),
            "mx.example.org");

    /** Postern. */
    @Benchmark
    public SpfOutcome postern() {
        return CheckHost.of(DnsBudget.of(zone, clock, Duration.ofSeconds(20), 150), clock)
                .mailFrom(request)
                .toCompletableFuture()
                .join();
    }

    /** The library behind James's SPFHandler, with its synchronous executor. */
    @Benchmark
    public SPFResult jspf() {
        return jspf.checkSPF(OUT, "user@sender.example", "out.provider.example");
    }

    private static Cassette zone() {
        Cassette.Builder zone = Cassette.builder().records("out.provider.example", "A", OUT);
        RECORDS.forEach(zone::txt);
        return zone.build();
    }

    /** The same zone for jSPF. */
    private static final class InMemory implements DNSService {
        @Override
        public List<String> getRecords(DNSRequest request) {
            if (request.getRecordType() == DNSRequest.A && request.getHostname().equals("out.provider.example")) {
                return List.of(OUT);
            }
            boolean text = request.getRecordType() == DNSRequest.TXT || request.getRecordType() == DNSRequest.SPF;
            String record = text ? RECORDS.get(request.getHostname()) : null;
            return record == null ? List.of() : List.of(record);
        }

        @Override
        public CompletionStage<List<String>> getRecordsAsync(DNSRequest request) {
            return CompletableFuture.completedFuture(getRecords(request));
        }

        @Override
        public List<String> getLocalDomainNames() {
            return List.of("mx.example.org");
        }

        @Override
        public void setTimeOut(int timeOut) {
            // nothing waits
        }

        @Override
        public int getRecordLimit() {
            return 10;
        }

        @Override
        public void setRecordLimit(int recordLimit) {
            // the limit of RFC 7208 holds
        }
    }
}
