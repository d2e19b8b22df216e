// SPDX-License-Identifier: Apache-2.0
package io.postern.authenticate;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.authres.AuthenticationResults;
import io.postern.dkim.Crypto;
import io.postern.dkim.DkimPolicy;
import io.postern.dkim.DkimPolicy.PartialBody;
import io.postern.dkim.DkimVerifier;
import io.postern.dmarc.DiscoveryMethod;
import io.postern.dmarc.DmarcResult;
import io.postern.dmarc.PublicSuffixList;
import io.postern.dns.Cassette;
import io.postern.dns.DnsAnswer;
import io.postern.dns.DnsResolver;
import io.postern.dns.RecordType;
import io.postern.envelope.Helo;
import io.postern.envelope.ReversePath;
import io.postern.message.Message;
import io.postern.message.MessageHead;
import io.postern.message.OctetSource;
import io.postern.spf.Explanations;
import io.postern.spf.SpfFindings;
import io.postern.spf.SpfRequest;
import io.postern.spf.SpfResult;
import io.postern.spf.SpfTransaction;
import io.postern.spf.SpfTransaction.Identities;
import io.postern.testing.DkimSigning;
import io.postern.testing.TextDkim;
import io.postern.value.DomainConverter;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import io.postern.value.Trace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where SPF, DKIM and DMARC of one message meet. */
@Timeout(60)
class AuthenticationTest {
    private static final DkimSigning RSA = DkimSigning.rsa(1024);
    private static final String HEAD = "From: Alice <alice@example.com>\r\nTo: bob@example.org\r\nSubject: hi\r\n";
    private static final String MESSAGE = HEAD + "\r\nHello,\r\nthis is it.\r\n";
    private static final Cassette WORLD = Cassette.builder()
            .txt("example.com", "v=spf1 ip4:192.0.2.1 -all")
            .txt("_dmarc.example.com", "v=DMARC1; p=reject")
            .txt("rsa._domainkey.example.com", RSA.record())
            .txt("rsa._domainkey.news.example.com", RSA.record())
            .word("down._domainkey.example.com", Cassette.Word.SERVFAIL)
            .txt("example.net", "v=spf1 ip4:192.0.2.1 -all")
            .txt("rsa._domainkey.example.net", RSA.record())
            .word("slow.example", Cassette.Word.TIMEOUT)
            .build();

    private final SetClock clock = new SetClock();

    private static PublicSuffixList noList() {
        throw new AssertionError("the tree walk needs no list");
    }

    private Authentication how(DnsResolver dns, PartialBody partialBody, Duration deadline) {
        DkimPolicy policy = new DkimPolicy(10, partialBody, Duration.ofMinutes(5));
        DkimVerifier verifier = new DkimVerifier(dns, clock, DomainConverter.ASCII_ONLY, deadline, Crypto.JDK, policy);
        return new Authentication(verifier, DiscoveryMethod.TREEWALK, AuthenticationTest::noList);
    }

    private Authentication how(DnsResolver dns) {
        return how(dns, PartialBody.IGNORE_FOR_DMARC, Duration.ofSeconds(10));
    }

    private static SpfRequest request(String mailFrom) {
        return new SpfRequest(
                IpAddress.of("192.0.2.1"), Helo.of("mail.example.com"), ReversePath.of(mailFrom), "mx.example.org");
    }

    private PendingSpf spf(String mailFrom) {
        SpfTransaction transaction = new SpfTransaction(
                WORLD,
                clock,
                DomainConverter.ASCII_ONLY,
                Duration.ofSeconds(10),
                Identities.MAIL_FROM,
                Explanations.IGNORE,
                Optional.empty());
        return PendingSpf.begin(transaction, request(mailFrom), Trace.OFF);
    }

    private static Message message(String text) {
        try {
            return Message.read(OctetSource.of(TextDkim.octets(text)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CompletableFuture<AuthenticationFindings> begun(
            Authentication how, String text, Optional<PendingSpf> spf) {
        try {
            return how.check(message(text), spf, Trace.OFF).toCompletableFuture();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AuthenticationFindings findings(String text, Optional<PendingSpf> spf) {
        return begun(how(WORLD), text, spf).join();
    }

    @ParameterizedTest(name = "MAIL FROM {0}, d={1}: {2}")
    @CsvSource({
        "alice@example.com, example.com, pass",
        "alice@example.com, example.net, pass",
        "alice@example.net, example.com, pass",
        "alice@example.net, news.example.com, pass",
        "alice@example.net, example.net, fail",
        "alice@slow.example, example.net, fail",
    })
    void oneAlignedIdentifierIsEnough(String mailFrom, String domain, String result) {
        String signed = RSA.with("d", domain).sign(MESSAGE);
        AuthenticationFindings findings = findings(signed, Optional.of(spf(mailFrom)));
        assertThat(findings.dmarc().result().keyword()).isEqualTo(result);
    }

    @Test
    void whatFailsTemporarilyIsNotAFailOfDmarc() {
        String signed = RSA.with("s", "down").sign(MESSAGE);
        assertThat(findings(signed, Optional.of(spf("alice@example.net")))
                        .dmarc()
                        .result())
                .isEqualTo(DmarcResult.TEMPERROR);
        assertThat(findings(signed, Optional.of(spf("alice@example.com")))
                        .dmarc()
                        .result())
                .isEqualTo(DmarcResult.PASS);
    }

    @Test
    void withoutSpfDmarcRestsOnDkim() {
        AuthenticationFindings signed = findings(RSA.sign(MESSAGE), Optional.empty());
        assertThat(signed.spf()).isEmpty();
        assertThat(signed.dmarc().result()).isEqualTo(DmarcResult.PASS);
        assertThat(findings(MESSAGE, Optional.empty()).dmarc().result()).isEqualTo(DmarcResult.FAIL);
    }

    @ParameterizedTest(name = "l= with {0}: {1}, {2}")
    @CsvSource({"ACCEPT, pass, pass", "IGNORE_FOR_DMARC, pass, fail", "REFUSE, policy, fail"})
    void aPartlySignedBodyCountsAsThePolicySays(PartialBody partialBody, String dkim, String dmarc) {
        String signed = RSA.with("l", "8").sign(MESSAGE);
        AuthenticationFindings findings = begun(
                        how(WORLD, partialBody, Duration.ofSeconds(10)), signed, Optional.empty())
                .join();
        assertThat(findings.dkim().result().keyword()).isEqualTo(dkim);
        assertThat(findings.dmarc().result().keyword()).isEqualTo(dmarc);
        assertThat(findings.dmarc().request().signatures().get(0).verdict().keyword())
                .isEqualTo(dkim);
        // the author signed, whatever the signature is worth: a bruised forward is no forgery
        assertThat(findings.dmarc().alignments().authorSigned()).isTrue();
    }

    @Test
    void everySignatureIsToldToDmarcTheBrokenOnesToo() {
        String twice = RSA.with("d", "example.net").sign(RSA.with("s", "absent").sign(MESSAGE));
        AuthenticationFindings findings = findings("DKIM-Signature: nonsense\r\n" + twice, Optional.empty());
        assertThat(findings.dkim().outcomes()).hasSize(3);
        assertThat(findings.dmarc().request().signatures())
                .extracting(signature -> signature.domain() + " " + signature.selector() + " "
                        + signature.verdict().keyword())
                .containsExactly("example.net rsa pass", "example.com absent permerror");
    }

    @Test
    void theResultsStandInOneFieldInOrder() {
        String text = AuthenticationResults.of(
                        "mx.example.org",
                        findings(RSA.sign(MESSAGE), Optional.of(spf("alice@example.net")))
                                .methodResults("accepted"))
                .toField()
                .unfoldedBody();
        assertThat(text)
                .containsSubsequence("spf=pass", "dkim=pass", "dmarc=pass", "accepted", "header.from=example.com");
        assertThat(findings(MESSAGE, Optional.empty()).methodResults(""))
                .extracting(result -> result.method() + "=" + result.result())
                .containsExactly("dkim=none", "dmarc=fail");
    }

    @Test
    void everythingThatTheHeadSaysIsAskedForAtOnce() {
        Held dns = new Held(WORLD);
        MessageAuthentication authentication =
                how(dns).begin(message(RSA.sign(MESSAGE)).head(), Optional.empty(), Trace.OFF);
        assertThat(dns.asked).containsExactly("rsa._domainkey.example.com TXT", "_dmarc.example.com TXT");
        dns.answerAll();
        byte[] body = TextDkim.octets("Hello,\r\nthis is it.\r\n");
        for (int i = 0; i < body.length; i++) {
            authentication.body(body, i, i + 1);
        }
        assertThat(authentication.finish().toCompletableFuture().join().dmarc().result())
                .isEqualTo(DmarcResult.PASS);
        assertThat(dns.asked)
                .containsExactly("rsa._domainkey.example.com TXT", "_dmarc.example.com TXT", "_dmarc.com TXT");
    }

    @Test
    void aBodyThatTakesLongCostsNoTimeOfDns() {
        // the author's records come early, those of the aligned name only behind the body
        MessageAuthentication authentication = how(WORLD)
                .begin(
                        message(RSA.with("d", "news.example.com").sign(MESSAGE)).head(),
                        Optional.of(spf("alice@example.net")),
                        Trace.OFF);
        clock.now = clock.now.plusSeconds(600);
        byte[] body = TextDkim.octets("Hello,\r\nthis is it.\r\n");
        authentication.body(body, 0, body.length);
        AuthenticationFindings findings =
                authentication.finish().toCompletableFuture().join();
        assertThat(findings.dmarc().result()).isEqualTo(DmarcResult.PASS);
        assertThat(findings.dmarc().discovery().queries()).contains("_dmarc.news.example.com TXT");
    }

    @Test
    void atTheDeadlineWhatIsNotKnownIsTemporary() {
        PendingSpf never = new PendingSpf(request("alice@example.com"), new CompletableFuture<>());
        AuthenticationFindings findings = begun(
                        how(new Held(WORLD), PartialBody.ACCEPT, Duration.ofMillis(50)),
                        RSA.sign(MESSAGE),
                        Optional.of(never))
                .join();
        assertThat(findings.spf().orElseThrow().mailFrom().result()).isEqualTo(SpfResult.TEMPERROR);
        assertThat(findings.dkim().result().keyword()).isEqualTo("temperror");
        assertThat(findings.dmarc().result()).isEqualTo(DmarcResult.TEMPERROR);
    }

    @Test
    void spfThatIsLateIsTemporaryAndDmarcWithIt() {
        PendingSpf never = new PendingSpf(request("alice@example.com"), new CompletableFuture<>());
        Authentication how = how(WORLD, PartialBody.ACCEPT, Duration.ofMillis(50));
        AuthenticationFindings findings =
                begun(how, MESSAGE, Optional.of(never)).join();
        assertThat(findings.spf().orElseThrow().mailFrom().problem().map(Problem::kind))
                .contains(ProblemKind.DEADLINE);
        assertThat(findings.dmarc().result()).isEqualTo(DmarcResult.TEMPERROR);
    }

    @Test
    void aDefectInSpfIsTemporaryAndKeepsNothingElseFromBeingKnown() {
        CompletionStage<SpfFindings> defect = CompletableFuture.failedFuture(new IllegalStateException("bug"));
        AuthenticationFindings findings =
                findings(RSA.sign(MESSAGE), Optional.of(new PendingSpf(request("alice@example.com"), defect)));
        assertThat(findings.spf().orElseThrow().mailFrom().problem().map(Problem::kind))
                .contains(ProblemKind.INTERNAL);
        assertThat(findings.dmarc().result()).isEqualTo(DmarcResult.PASS);
    }

    @Test
    void aResolverThatBreaksItsContractIsTemporary() {
        DnsResolver broken = new DnsResolver() {
            @Override
            public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
                return CompletableFuture.failedFuture(new IllegalStateException("bug"));
            }
        };
        AuthenticationFindings findings =
                begun(how(broken), RSA.sign(MESSAGE), Optional.empty()).join();
        assertThat(findings.dkim().result().keyword()).isEqualTo("temperror");
        assertThat(findings.dmarc().result()).isEqualTo(DmarcResult.TEMPERROR);
    }

    @Test
    void aHeadThatWasNotReadToItsEndHasNoAuthor() throws IOException {
        String text = HEAD + "X: " + "x".repeat(1000) + "\r\nFrom: mallory@example.net\r\n\r\n";
        MessageHead head = MessageHead.read(new ByteArrayInputStream(TextDkim.octets(text)), HEAD.length() + 100);
        AuthenticationFindings findings = how(WORLD)
                .begin(head, Optional.of(spf("alice@example.com")), Trace.OFF)
                .finish()
                .toCompletableFuture()
                .join();
        assertThat(findings.dmarc().result()).isEqualTo(DmarcResult.PERMERROR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: \"\u00e9\" <alice@example.com>\r\n\r\n",
                "From: al\u00c3\u00a9e@example.com\r\n\r\n",
                "Subject: \u00ff\u00fe\r\nFrom: <alice@example.com> (\u00c3\u00a9)\r\n\r\n\u0080"
            })
    void octetsAbove127HideNoAuthor(String text) {
        assertThat(findings(text, Optional.of(spf("alice@example.com"))).dmarc().result())
                .isEqualTo(DmarcResult.PASS);
        assertThat(findings(text, Optional.empty()).dmarc().result()).isEqualTo(DmarcResult.FAIL);
    }

    @Test
    void whateverTheMessageIsThereAreFindings() {
        for (String text : List.of("", "\r\n", "x", "From:", "From: @\r\n\r\n", "From: a@b\r\nFrom: c@d\r\n\r\n")) {
            AuthenticationFindings findings = findings(text, Optional.of(spf("alice@example.com")));
            assertThat(findings.methodResults("")).hasSize(3);
            assertThat(findings.dmarc().result()).isNotEqualTo(DmarcResult.PASS);
        }
    }

    /** Answers when it is told to. */
    private static final class Held implements DnsResolver {
        private final DnsResolver zone;
        private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
        private final CompletableFuture<Void> answering = new CompletableFuture<>();

        Held(DnsResolver zone) {
            this.zone = zone;
        }

        @Override
        public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
            asked.add(name + " " + type);
            return answering.thenCompose(now -> zone.query(name, type));
        }

        void answerAll() {
            answering.complete(null);
        }
    }

    private static final class SetClock extends Clock {
        private Instant now = Instant.ofEpochSecond(1_800_000_000);

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
