// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import static io.postern.arc.Verifying.MESSAGE;
import static io.postern.arc.Verifying.findings;
import static io.postern.arc.Verifying.said;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dkim.MessageHasher;
import io.postern.dns.Cassette;
import io.postern.dns.DnsAnswer;
import io.postern.dns.DnsResolver;
import io.postern.dns.RecordType;
import io.postern.message.MessageHead;
import io.postern.testing.ArcSigning;
import io.postern.testing.TextDkim;
import io.postern.value.DomainName;
import io.postern.value.Trace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ArcVerifierTest {
    private static final ArcSigning RSA = ArcSigning.rsa(1024);
    private static final ArcSigning ED = ArcSigning.ed25519();
    private static final ArcSigning SHORT = ArcSigning.rsa(1023);
    private static final Cassette WORLD = Cassette.builder()
            .txt("rsa._domainkey.example.com", RSA.record())
            .txt("rsa._domainkey.list.example", RSA.record())
            .txt("ed._domainkey.example.com", ED.record())
            .txt("short._domainkey.example.com", SHORT.record())
            .txt("gone._domainkey.example.com", "p=")
            .word("down._domainkey.example.com", Cassette.Word.SERVFAIL)
            .word("late._domainkey.example.com", Cassette.Word.TIMEOUT)
            .build();

    @ParameterizedTest(name = "{0} hops")
    @ValueSource(ints = {1, 2, 5, 50})
    void aChainPasses(int hops) {
        ArcFindings findings = findings(WORLD, RSA.seal(ED.seal(MESSAGE), hops - 1));
        assertThat(said(findings)).isEqualTo("pass 0");
        assertThat(findings.instances()).isEqualTo(hops);
        assertThat(findings.chain()).allSatisfy(set -> {
            assertThat(set.messageSignature().orElseThrow().result().keyword()).isEqualTo("pass");
            assertThat(set.seal().orElseThrow().result().keyword()).isEqualTo("pass");
            assertThat(set.chainBefore())
                    .contains(set.instance() == 1 ? ChainValidationStatus.NONE : ChainValidationStatus.PASS);
        });
    }

    @Test
    void aMessageWithoutArcHasNoChain() {
        assertThat(findings(WORLD, MESSAGE)).isEqualTo(ArcFindings.NONE);
    }

    /** RFC 8617 §4.2.1. */
    @Test
    void theFiftyFirstSetIsOneTooMany() {
        assertThat(said(findings(WORLD, ED.seal(MESSAGE, 51)))).isEqualTo("fail instance");
    }

    /** RFC 8617 §5.2: a footer of the second hop breaks what the first signed, and not the chain. */
    @Test
    void theOldestPassIsTheHopThatChangedTheMessageLast() {
        String first = ED.with("aar", "one.example; dmarc=pass").seal(MESSAGE);
        String second =
                RSA.of("list.example").with("aar", "two.example; dmarc=fail").seal(first + "-- \r\nthe list\r\n");
        ArcFindings two = findings(WORLD, second);
        assertThat(said(two)).isEqualTo("pass 2");
        assertThat(two.chain().get(0).messageSignature().orElseThrow().reasonText())
                .isEqualTo("body-hash");
        assertThat(two.oldestPassResults()).contains(" i=2; two.example; dmarc=fail");
        assertThat(two.domains()).containsExactly("example.com", "list.example");
        ArcFindings three = findings(WORLD, ED.seal(second));
        assertThat(said(three)).isEqualTo("pass 2");
        assertThat(findings(WORLD, first).oldestPassResults()).contains(" i=1; one.example; dmarc=pass");
    }

    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource({
        "ams.a, rsa-sha1, fail message-signature",
        "ams.a, '', fail message-signature",
        "ams.s, short, fail message-signature",
        "ams.s, gone, fail message-signature",
        "ams.s, absent, fail message-signature",
        "ams.s, '', fail message-signature",
        "ams.d, list.example, pass 0",
        "ams.d, com, fail message-signature",
        "ams.h, to:subject, fail message-signature",
        "ams.h, from:arc-seal, fail message-signature",
        "ams.h, from:arc-authentication-results, pass 0",
        "ams.bh, 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=, fail message-signature",
        "ams.c, simple/simple, pass 0",
        "ams.c, nofws, fail message-signature",
        "ams.v, 2, pass 0",
        "ams.x, 1800000000, pass 0",
        "ams.x, 1799999999, fail message-signature",
        "ams.t, 1800000301, fail message-signature",
        "ams.t, x, fail message-signature",
        "ams.l, 4, pass 0",
        "ams.unknown, x, pass 0",
        "as.a, rsa-sha1, fail seal",
        "as.a, '', fail seal",
        "as.s, short, fail seal",
        "as.s, gone, fail seal",
        "as.s, absent, fail seal",
        "as.d, list.example, pass 0",
        "as.d, '', fail seal",
        "as.t, 1800000300, pass 0",
        "as.t, 1800000301, fail seal",
        "as.t, soon, fail seal",
        "as.h, from, fail seal-scope",
        "as.cv, pass, fail status",
        "as.cv, fail, fail sealed-fail",
        "as.cv, perhaps, fail status",
        "as.cv, '', fail status",
        "as.cv, NONE, pass 0",
        "as.bh, x, pass 0",
        "as.c, simple, pass 0",
        "as.i, 0, fail instance",
        "as.i, 00001, fail instance",
        "as.i, 51, fail instance",
        "as.i, -1, fail instance",
        "as.i, 1a, fail instance",
        "as.i, '', fail instance",
        "as.i, 2, fail missing",
        "ams.i, 00001, fail instance",
        "ams.i, 2, fail missing"
    })
    void aTagDecides(String tag, String value, String said) {
        assertThat(said(findings(WORLD, RSA.with(tag, value).seal(MESSAGE)))).isEqualTo(said);
    }

    /** RFC 8617 §5.2.1: there is no temporary failure of a chain; that it was one of DNS is still told. */
    @ParameterizedTest
    @CsvSource({"ams.s, down", "ams.s, late", "as.s, down", "as.s, late"})
    void whatDnsDoesNotTellFails(String tag, String selector) {
        ArcFindings findings = findings(WORLD, RSA.with(tag, selector).seal(MESSAGE));
        assertThat(findings.state()).isEqualTo(ChainValidationStatus.FAIL);
        assertThat(findings.failure().orElseThrow().isTemporary()).isTrue();
        assertThat(findings(WORLD, RSA.with(tag, "absent").seal(MESSAGE))
                        .failure()
                        .orElseThrow()
                        .isTemporary())
                .isFalse();
    }

    @Test
    void everyInstanceHasOneOfEachField() {
        String two = RSA.seal(MESSAGE, 2);
        for (String name : List.of("ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results")) {
            String newest = two.replaceFirst(name + ": (?s:.*?)\r\n(?![ \t])", "");
            assertThat(said(findings(WORLD, newest))).isEqualTo("fail missing");
            String twice = two.replaceFirst("(" + name + ": (?s:.*?)\r\n(?![ \t]))", "$1$1");
            assertThat(said(findings(WORLD, twice))).isEqualTo("fail duplicate");
            assertThat(findings(WORLD, newest).reasonText()).isEqualTo("instance 2 has no " + name);
        }
        String withoutFirst = two.substring(0, two.indexOf("ARC-Seal: i=1")) + MESSAGE;
        assertThat(findings(WORLD, withoutFirst).reasonText())
                .isEqualTo("instance 1 has no ARC-Authentication-Results and no ARC-Message-Signature and no ARC-Seal");
    }

    @Test
    void laterSealsMustSayPass() {
        String two = RSA.with("as.cv", "none").seal(RSA.seal(MESSAGE));
        assertThat(said(findings(WORLD, two))).isEqualTo("fail status");
        String three = RSA.seal(RSA.with("as.cv", "fail").seal(RSA.seal(MESSAGE)));
        assertThat(said(findings(WORLD, three))).isEqualTo("fail status");
    }

    @Test
    void everySealCounts() {
        String three = RSA.seal(ED.with("as.s", "absent").seal(RSA.seal(MESSAGE)));
        ArcFindings findings = findings(WORLD, three);
        assertThat(said(findings)).isEqualTo("fail seal");
        assertThat(findings.reasonText())
                .startsWith("the ARC-Seal of instance 2 is permerror, no-key: absent._domainkey.example.com");
        assertThat(findings.chain()).hasSize(3);
    }

    /** Names are compared whole: fields whose names begin alike are other fields. */
    @Test
    void fieldsWithLongerNamesDoNotMatter() {
        String more = MESSAGE.replace(
                "\r\n\r\n", "\r\nTo-Be: x\r\nSubject-Line: y\r\nARC-Seal-Of: z\r\nARC-Sea: w\r\nXARC-Seal: v\r\n\r\n");
        assertThat(said(findings(WORLD, RSA.seal(more, 2)))).isEqualTo("pass 0");
        assertThat(said(findings(WORLD, RSA.seal(MESSAGE, 2).replaceAll("(?m)^ARC-", "aRc-"))))
                .isEqualTo("pass 0");
    }

    /** The order of fields says nothing: Outlook sorts them. */
    @Test
    void setsMayStandInAnyOrder() {
        String sealed = ED.seal(MESSAGE, 3);
        int end = sealed.indexOf("\r\n\r\n") + 2;
        List<String> fields = new ArrayList<>(List.of(sealed.substring(0, end).split("(?<=\r\n)(?![ \t])", -1)));
        Collections.reverse(fields);
        assertThat(said(findings(WORLD, String.join("", fields) + sealed.substring(end))))
                .isEqualTo("pass 0");
    }

    @Test
    void allKeysAreAskedForBeforeAnyIsWaitedFor() throws IOException {
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        DnsResolver counting = new DnsResolver() {
            @Override
            public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
                asked.add(name.value());
                return WORLD.query(name, type);
            }
        };
        String sealed = ED.seal(RSA.of("list.example").seal(RSA.seal(MESSAGE)));
        MessageHead head = MessageHead.read(new ByteArrayInputStream(TextDkim.octets(sealed)));
        ArcVerifier verifier = Verifying.verifier(counting);
        verifier.begin(new MessageHasher(head, verifier.signatures().crypto()), counting, Trace.OFF);
        assertThat(asked)
                .containsExactlyInAnyOrder(
                        "rsa._domainkey.example.com",
                        "rsa._domainkey.example.com",
                        "rsa._domainkey.list.example",
                        "rsa._domainkey.list.example",
                        "ed._domainkey.example.com",
                        "ed._domainkey.example.com");
    }

    @Test
    void aHeadThatWasNotReadToItsEndFails() throws IOException {
        byte[] sealed = TextDkim.octets(RSA.seal(MESSAGE));
        MessageHead head = MessageHead.read(new ByteArrayInputStream(sealed), 300);
        ArcVerifier verifier = Verifying.verifier(WORLD);
        ArcFindings findings = verifier.begin(
                        new MessageHasher(head, verifier.signatures().crypto()), WORLD, Trace.OFF)
                .finish()
                .toCompletableFuture()
                .join();
        assertThat(said(findings)).isEqualTo("fail head-too-long");
    }

    @Test
    void theTraceCitesTheStandard() {
        List<String> steps = new ArrayList<>();
        findings(WORLD, RSA.seal(MESSAGE), (section, text) -> steps.add(section + " " + text.get()));
        assertThat(steps)
                .contains("RFC 6376 §6.1.3 AMS i=1: rsa@example.com: pass")
                .contains("RFC 6376 §6.1.3 AS i=1: rsa@example.com: pass")
                .endsWith("RFC 8617 §5.2 chain of 1: pass, oldest-pass 0");
    }
}
