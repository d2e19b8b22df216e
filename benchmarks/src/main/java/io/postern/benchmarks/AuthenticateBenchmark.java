// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import com.sun.management.ThreadMXBean;
import io.postern.authenticate.Authentication;
import io.postern.authenticate.AuthenticationFindings;
import io.postern.authenticate.PendingSpf;
import io.postern.dkim.DkimPolicy;
import io.postern.dkim.DkimResult;
import io.postern.dkim.DkimVerifier;
import io.postern.dmarc.DiscoveryMethod;
import io.postern.dmarc.DmarcResult;
import io.postern.dmarc.PublicSuffixList;
import io.postern.dns.Cassette;
import io.postern.dns.DnsResolver;
import io.postern.envelope.Helo;
import io.postern.envelope.ReversePath;
import io.postern.message.Message;
import io.postern.message.OctetSource;
import io.postern.spf.Explanations;
import io.postern.spf.SpfRequest;
import io.postern.spf.SpfResult;
import io.postern.spf.SpfTransaction;
import io.postern.spf.SpfTransaction.Identities;
import io.postern.testing.DkimSigning;
import io.postern.testing.TextDkim;
import io.postern.value.DomainConverter;
import io.postern.value.IpAddress;
import io.postern.value.Trace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 * SPF, DKIM and DMARC of a signed message from its octets, DNS answered from memory, and the cryptography in it alone.
 * {@link #alternately} does both in turn and notes what each took of the processor: on a machine that others use too,
 * only neighbours can be compared. {@link AuthenticateTable} makes a table of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xbatch")
public class AuthenticateBenchmark {
    private static final int WARM_UP_MESSAGES = 20_000;
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final PublicSuffixList SUFFIXES = suffixes();
    private static final SpfRequest REQUEST = new SpfRequest(
            IpAddress.of("198.51.100.17"),
            Helo.of("out17.mail.example.com"),
            ReversePath.of("bounce-7421-18845-kb@mail.example.com"),
            "mx2.example.org");
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
    private DnsResolver zone = zone();
    private Authentication authentication = authentication();
    private SpfTransaction transaction = transaction();
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
            authenticate();
            cryptoFloor();
        }
        kib = measuredKib;
        signed = measured;
        prepare();
    }

    private void prepare() {
        octets = TextDkim.octets(signedMessage());
        zone = zone();
        authentication = authentication();
        transaction = transaction();
        floor = floor();
        if (!cryptoFloor() || !passes(authenticate())) {
            throw new IllegalStateException("the message does not pass");
        }
    }

    /** All that Postern finds out: SPF at MAIL, then the head, the signature, the key, the body, the policy. */
    @Benchmark
    public AuthenticationFindings authenticate() {
        try {
            PendingSpf spf = PendingSpf.begin(transaction, REQUEST, Trace.OFF);
            return authentication
                    .check(Message.read(OctetSource.of(octets)), Optional.of(spf), Trace.OFF)
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
        AuthenticationFindings findings = authenticate();
        long end = THREADS.getCurrentThreadCpuTime();
        sums.octets += THREADS.getCurrentThreadAllocatedBytes() - octetsBefore;
        sums.floorNanos += between - start;
        sums.nanos += end - between;
        sums.messages++;
        return fits && passes(findings);
    }

    private static boolean passes(AuthenticationFindings findings) {
        return findings.spf().orElseThrow().mailFrom().result() == SpfResult.PASS
                && findings.dkim().result() == DkimResult.PASS
                && findings.dmarc().result() == DmarcResult.PASS;
    }

    private String signedMessage() {
        return signed.signing.sign(SampleMessage.of(body, kib * 1024));
    }

    /** As short as a list may be. */
    private static PublicSuffixList suffixes() {
        String rules = IntStream.range(0, PublicSuffixList.MIN_ICANN_RULES)
                .mapToObj(i -> "s" + i + ".net\n")
                .collect(Collectors.joining());
        return PublicSuffixList.parse(
                        "// ===BEGIN ICANN DOMAINS===\ncom\n" + rules + "// ===END ICANN DOMAINS===\n"
                                + "// ===BEGIN PRIVATE DOMAINS===\nblog.example\n// ===END PRIVATE DOMAINS===\n",
                        DomainConverter.ASCII_ONLY)
                .orThrow();
    }

    private DnsResolver zone() {
        return MemoryDns.of(Cassette.builder()
                .txt(signed.selector + "._domainkey.example.com", signed.signing.record())
                .txt("_dmarc.example.com", "v=DMARC1; p=reject; rua=mailto:dmarc@example.com")
                .txt("mail.example.com", "v=spf1 ip4:198.51.100.0/24 include:_spf.example.net -all")
                .txt("out17.mail.example.com", "v=spf1 a -all")
                .records("out17.mail.example.com", "A", "198.51.100.17")
                .build());
    }

    private Authentication authentication() {
        DkimVerifier verifier = new DkimVerifier(
                zone, CLOCK, DomainConverter.ASCII_ONLY, DEADLINE, crypto.crypto(), DkimPolicy.DEFAULT);
        return new Authentication(verifier, DiscoveryMethod.AUTO, () -> SUFFIXES);
    }

    private SpfTransaction transaction() {
        return new SpfTransaction(
                zone,
                CLOCK,
                DomainConverter.ASCII_ONLY,
                DEADLINE,
                Identities.HELO_AND_MAIL_FROM,
                Explanations.IGNORE,
                Optional.empty());
    }

    private CryptoFloor floor() {
        try {
            return new CryptoFloor(signed.signing, signed.forms, signedMessage(), crypto);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
