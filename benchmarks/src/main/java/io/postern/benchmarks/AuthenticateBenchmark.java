// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import com.sun.management.ThreadMXBean;
import io.postern.dkim.DkimFindings;
import io.postern.dkim.DkimPolicy;
import io.postern.dkim.DkimResult;
import io.postern.dkim.DkimVerifier;
import io.postern.dns.Cassette;
import io.postern.message.Message;
import io.postern.message.OctetSource;
import io.postern.testing.DkimSigning;
import io.postern.testing.TextDkim;
import io.postern.value.DomainConverter;
import io.postern.value.Trace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * The verification of a signed message from its octets, DNS answered from memory, and the cryptography in it alone.
 * {@link #alternately} does both in turn and notes what each took: on a machine that others use too, only neighbours
 * can be compared. {@link AuthenticateTable} makes a table of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xbatch")
public class AuthenticateBenchmark {
    private static final int WARM_UP_MESSAGES = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** How the message is signed: by one signature. */
    public enum Signed {
        RSA_RELAXED(DkimSigning.rsa(2048), "rsa", "relaxed/relaxed"),
        RSA_SIMPLE(DkimSigning.rsa(2048), "rsa", "simple/simple"),
        ED25519_RELAXED(DkimSigning.ed25519(), "ed", "relaxed/relaxed");

        private final DkimSigning signing;
        private final String selector;
        private final String forms;

        Signed(DkimSigning signing, String selector, String forms) {
            this.signing = signing.with("c", forms).with("h", SampleMessage.SIGNED_NAMES);
            this.selector = selector;
            this.forms = forms;
        }
    }

    /** Sums of one iteration; times are the thread's on the processor, so that other processes do not count. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Sums {
        public long messages;
        public long floorNanos;
        public long verifyNanos;
        public long verifyOctets;
    }

    @Param
    private CryptoChoice crypto = CryptoChoice.JDK;

    @Param
    private Signed signed = Signed.RSA_RELAXED;

    @Param
    private SampleMessage.Body body = SampleMessage.Body.TEXT;

    /** Of the body; the head has two more. */
    @Param({"2", "20", "200"})
    private int kib = 2;

    private byte[] octets = new byte[0];
    private DkimVerifier verifier = verifier();
    private CryptoFloor floor = floor();

    /**
     * Makes the message, when small ones have gone through the same code: as in a server that has run for a while, and
     * not in one of which every large message meets code that is not compiled yet.
     */
    @Setup
    public void sign() {
        int measuredKib = kib;
        Signed measured = signed;
        kib = 2;
        // Ed25519 of the JDK is so slow that it would take minutes
        signed = measured == Signed.ED25519_RELAXED ? Signed.RSA_RELAXED : measured;
        prepare();
        for (int i = 0; i < WARM_UP_MESSAGES; i++) {
            verify();
            cryptoFloor();
        }
        kib = measuredKib;
        signed = measured;
        prepare();
    }

    private void prepare() {
        octets = TextDkim.octets(signedMessage());
        verifier = verifier();
        floor = floor();
        if (!cryptoFloor() || verify().result() != DkimResult.PASS) {
            throw new IllegalStateException("the message does not verify");
        }
    }

    /** Postern's DKIM: the head is read, the signature, the key, the body. */
    @Benchmark
    public DkimFindings verify() {
        try {
            return verifier.verify(Message.read(OctetSource.of(octets)), Trace.OFF)
                    .toCompletableFuture()
                    .join();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same hashes and the same signature, and nothing else. */
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
        DkimFindings findings = verify();
        long end = THREADS.getCurrentThreadCpuTime();
        sums.verifyOctets += THREADS.getCurrentThreadAllocatedBytes() - octetsBefore;
        sums.floorNanos += between - start;
        sums.verifyNanos += end - between;
        sums.messages++;
        return fits && findings.result() == DkimResult.PASS;
    }

    private String signedMessage() {
        return signed.signing.sign(SampleMessage.of(body, kib * 1024));
    }

    private DkimVerifier verifier() {
        Cassette zone = Cassette.builder()
                .txt(signed.selector + "._domainkey.example.com", signed.signing.record())
                .build();
        return new DkimVerifier(
                zone,
                Clock.systemUTC(),
                DomainConverter.ASCII_ONLY,
                Duration.ofSeconds(20),
                crypto.crypto(),
                DkimPolicy.DEFAULT);
    }

    private CryptoFloor floor() {
        try {
            return new CryptoFloor(signed.signing, signed.forms, signedMessage(), crypto);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
