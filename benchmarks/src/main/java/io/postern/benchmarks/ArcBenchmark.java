// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import com.sun.management.ThreadMXBean;
import io.postern.arc.ArcFindings;
import io.postern.arc.ArcVerification;
import io.postern.arc.ArcVerifier;
import io.postern.arc.ChainValidationStatus;
import io.postern.dkim.DkimFindings;
import io.postern.dkim.DkimResult;
import io.postern.dkim.DkimVerification;
import io.postern.dkim.DkimVerifier;
import io.postern.dkim.MessageHasher;
import io.postern.dns.Cassette;
import io.postern.message.Message;
import io.postern.message.OctetSource;
import io.postern.testing.ArcSigning;
import io.postern.testing.DkimSigning;
import io.postern.testing.TextDkim;
import io.postern.value.Trace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The verification of a message with one DKIM signature and two ARC sets from its octets, in one pass over its body,
 * DNS answered from memory; and the cryptography in it alone: five RSA signatures of 2,048 bits. {@link #alternately}
 * does both in turn and notes what each took, as {@link AuthenticateBenchmark} does: {@link AuthenticateTable} makes a
 * table of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xbatch")
public class ArcBenchmark {
    private static final int WARM_UP_MESSAGES = 10_000;
    private static final int SIGNATURES = 5;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final DkimSigning SIGNING = DkimSigning.rsa(2048).with("h", SampleMessage.SIGNED_NAMES);
    private static final ArcSigning SEALING = ArcSigning.rsa(2048).with("ams.h", SampleMessage.SIGNED_NAMES);

    /** What was found, both. */
    public record Found(DkimFindings dkim, ArcFindings arc) {
        boolean passes() {
            return dkim.result() == DkimResult.PASS && arc.state() == ChainValidationStatus.PASS;
        }
    }

    @Param
    private SampleMessage.Body body = SampleMessage.Body.TEXT;

    /** Of the body; the head has eight more. */
    @Param({"2", "200"})
    private int kib = 2;

    private final DkimVerifier verifier = DkimVerifier.of(
            Cassette.builder()
                    .txt("rsa._domainkey.example.com", SIGNING.record())
                    .build(),
            Clock.systemUTC(),
            Duration.ofSeconds(20));
    private byte[] octets = new byte[0];
    private ArcFloor floor = floor("\r\n\r\n");

    /** Makes the message, when small ones have gone through the same code, as in a server that has run for a while. */
    @Setup
    public void seal() {
        int measured = kib;
        kib = 2;
        prepare();
        for (int i = 0; i < WARM_UP_MESSAGES; i++) {
            verify();
            cryptoFloor();
        }
        kib = measured;
        prepare();
    }

    private void prepare() {
        String message = SEALING.seal(SIGNING.sign(SampleMessage.of(body, kib * 1024)), 2);
        octets = TextDkim.octets(message);
        floor = floor(message);
        if (floor.size() != SIGNATURES || !cryptoFloor() || !verify().passes()) {
            throw new IllegalStateException("the message does not verify");
        }
    }

    /** Postern's DKIM and ARC: the head is read, five signatures, the key, the body once. */
    @Benchmark
    public Found verify() {
        try {
            Message message = Message.read(OctetSource.of(octets));
            MessageHasher hashes = new MessageHasher(message.head(), verifier.crypto());
            DkimVerification signatures = verifier.begin(hashes, verifier.resolver(), Trace.OFF);
            ArcVerification chain = new ArcVerifier(verifier).begin(hashes, verifier.resolver(), Trace.OFF);
            hashes.read(message.body());
            return new Found(
                    signatures.finish().toCompletableFuture().join(),
                    chain.finish().toCompletableFuture().join());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same hashes and the same signatures, and nothing else. */
    @Benchmark
    public boolean cryptoFloor() {
        try {
            return floor.verify();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Both in turn. */
    @Benchmark
    public boolean alternately(Sums sums) {
        long start = THREADS.getCurrentThreadCpuTime();
        boolean fits = cryptoFloor();
        long octetsBefore = THREADS.getCurrentThreadAllocatedBytes();
        long between = THREADS.getCurrentThreadCpuTime();
        Found found = verify();
        long end = THREADS.getCurrentThreadCpuTime();
        sums.octets += THREADS.getCurrentThreadAllocatedBytes() - octetsBefore;
        sums.floorNanos += between - start;
        sums.nanos += end - between;
        sums.messages++;
        return fits && found.passes();
    }

    private static ArcFloor floor(String message) {
        try {
            return new ArcFloor(SIGNING, message, SampleMessage.SIGNED_NAMES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
