// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import static io.postern.dkim.Verifying.MESSAGE;
import static io.postern.dkim.Verifying.findings;
import static io.postern.dkim.Verifying.outcome;
import static io.postern.dkim.Verifying.said;
import static io.postern.dkim.Verifying.verifier;
import static io.postern.dkim.Verifying.zone;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Cassette;
import io.postern.dns.DnsAnswer;
import io.postern.dns.DnsResolver;
import io.postern.dns.RecordType;
import io.postern.dns.TxtRecord;
import io.postern.message.Message;
import io.postern.message.OctetSource;
import io.postern.testing.DkimSigning;
import io.postern.testing.TextDkim;
import io.postern.value.DomainName;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import io.postern.value.Trace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures and what becomes of them (RFC 6376 §6). */
class DkimVerifierTest {
    private static final DkimSigning RSA = DkimSigning.rsa(1024);
    private static final DkimSigning ED = DkimSigning.ed25519();
    private static final Cassette WORLD = Cassette.builder()
            .txt("rsa._domainkey.example.com", RSA.record())
            .txt("ed._domainkey.example.com", ED.record())
            .word("down._domainkey.example.com", Cassette.Word.SERVFAIL)
            .word("late._domainkey.example.com", Cassette.Word.TIMEOUT)
            .word("forged._domainkey.example.com", Cassette.Word.BOGUS)
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {"relaxed/relaxed", "simple/simple", "relaxed/simple", "simple/relaxed", "relaxed", "simple"})
    void everyCanonicalizationOfBothAlgorithmsPasses(String form) {
        for (DkimSigning signing : List.of(RSA, ED)) {
            DkimOutcome outcome =
                    outcome(verifier(WORLD), signing.with("c", form).sign(MESSAGE));
            assertThat(said(outcome)).isEqualTo("pass");
            assertThat(outcome.authenticatedDomain()).contains(DomainName.of("example.com"));
            assertThat(outcome.problem()).isEmpty();
        }
    }

    /** RFC 8463 App. A.3. */
    @Test
    void theExampleOfEd25519Passes() {
        String message = String.join(
                "\r\n",
                "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;",
                " d=football.example.com; i=@football.example.com;",
                " q=dns/txt; s=brisbane; t=1528637909; h=from : to :",
                " subject : date : message-id : from : subject : date;",
                " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;",
                " b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus",
                " Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==",
                "From: Joe SixPack <joe@football.example.com>",
                "To: Suzie Q <suzie@shopping.example.net>",
                "Subject: Is dinner ready?",
                "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)",
                "Message-ID: <20030712040037.46341.5F8J@football.example.com>",
                "",
                "Hi.",
                "",
                "We lost the game.  Are you hungry yet?",
                "",
                "Joe.",
                "");
        Cassette zone = zone(
                "brisbane._domainkey.football.example.com",
                "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
        assertThat(said(outcome(verifier(zone), message))).isEqualTo("pass");
    }

    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource({
        "a, rsa-sha1, policy sha1",
        "a, rsa-md5, permerror algorithm",
        "a, RSA-SHA256, permerror algorithm",
        "a, ed25519-sha256, permerror key-type",
        "a, '', permerror syntax",
        "v, '', permerror version",
        "v, 2, permerror version",
        "c, nofws, permerror canonicalization",
        "c, relaxed/, permerror canonicalization",
        "d, '', permerror syntax",
        "d, com, permerror syntax",
        "d, ex ample.com, permerror syntax",
        "d, -.., permerror syntax",
        "s, '', permerror syntax",
        "s, a..b, permerror syntax",
        "s, absent, permerror no-key",
        "s, down, temperror dns",
        "s, late, temperror dns",
        "s, forged, temperror dns",
        "h, '', permerror syntax",
        "h, to:subject, permerror from-not-signed",
        "h, from:, permerror syntax",
        "h, FROM : To, pass",
        "i, @example.com, pass",
        "i, alice@sub.EXAMPLE.com, pass",
        "i, alice=40example.com, pass",
        "i, @example.org, permerror identity",
        "i, @notexample.com, permerror identity",
        "i, example.com, permerror syntax",
        "i, a=zz@example.com, permerror syntax",
        "l, x, permerror syntax",
        "l, -1, permerror syntax",
        "l, 99999999999999999999999999999999999999999999999999, permerror body-length",
        "q, dns/txt, pass",
        "q, foo/bar : dns/txt, pass",
        "q, http, permerror query-method",
        "t, 1800000300, pass",
        "t, 1800000301, policy future",
        "t, 9999999999999999, policy future",
        "t, soon, permerror syntax",
        "x, 1800000000, pass",
        "x, 1799999999, policy expired",
        "x, 9999999999999999, pass",
        "bh, '%%%', permerror syntax",
        "bh, AAAA, permerror syntax",
        "bh, 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=, fail body-hash",
        "unknown, \u00e4 = b, pass"
    })
    void aTagDecides(String tag, String value, String said) {
        assertThat(said(outcome(verifier(WORLD), RSA.with(tag, value).sign(MESSAGE))))
                .isEqualTo(said);
    }

    @Test
    void expirationBeforeTheTimeOfSigningIsASyntaxError() {
        String message = RSA.with("t", "1700000000").with("x", "1700000000").sign(MESSAGE);
        assertThat(said(outcome(verifier(WORLD), message))).isEqualTo("permerror syntax");
    }

    @Test
    void aSignatureThatLacksItsValueOrBreaksTheListIsASyntaxError() {
        String signed = RSA.sign(MESSAGE);
        for (String broken : List.of(
                signed.replaceFirst("\tb=[^:]*From:", "\tb=;\r\nFrom:"),
                signed.replaceFirst("\tb=", "\tB="),
                signed.replaceFirst("\tb=", "\tv=1;b="),
                "DKIM-Signature:\r\n" + MESSAGE,
                "DKIM-Signature: synerr\r\n" + MESSAGE)) {
            assertThat(said(outcome(verifier(WORLD), broken))).as(broken).isEqualTo("permerror syntax");
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "'v=DKIM1; p=KEY', pass",
        "'p=KEY', pass",
        "'p=BARE', pass",
        "'v=DKIM1; k=rsa; p= KEY ; n=note \u00e4; x=1;', pass",
        "'h=sha256; p=KEY', pass",
        "'h=md5 : sha256; p=KEY', pass",
        "'h=sha1; p=KEY', permerror key-hash",
        "'s=email; p=KEY', pass",
        "'s=web:*; p=KEY', pass",
        "'s=chat; p=KEY', permerror key-service",
        "'g=; p=KEY', pass",
        "'t=y; p=KEY', pass testing",
        "'t=s : y; p=KEY', pass testing",
        "'p=', permerror revoked",
        "'t=y; p=', permerror revoked",
        "'k=ed25519; p=KEY', permerror key-type",
        "'k=foo; p=KEY', permerror key-type",
        "'v=DKIM1', permerror key-syntax",
        "'k=rsa; t; p=KEY', permerror key-syntax",
        "'p=KEY; v=DKIM1', permerror key-syntax",
        "'v=DKIM2; p=KEY', permerror no-key",
        "'v=spf1 -all', permerror no-key",
        "'', permerror key-syntax",
        "'p=AAAA', permerror key-syntax",
        "'p=!KEY', permerror key-syntax",
        "'p=KEY; p=KEY', permerror key-syntax"
    })
    void aKeyRecordDecides(String record, String said) {
        String text = record.replace("KEY", RSA.publicKey()).replace("BARE", RSA.bareRsaKey());
        assertThat(said(outcome(verifier(zone("rsa._domainkey.example.com", text)), RSA.sign(MESSAGE))))
                .isEqualTo(said);
    }

    @Test
    void aStrictKeyWantsTheDomainItself() {
        Cassette zone = zone("rsa._domainkey.example.com", "t=s; p=" + RSA.publicKey());
        assertThat(said(outcome(verifier(zone), RSA.with("i", "a@example.com").sign(MESSAGE))))
                .isEqualTo("pass");
        assertThat(said(outcome(verifier(zone), RSA.with("i", "a@b.example.com").sign(MESSAGE))))
                .isEqualTo("permerror identity");
    }

    @Test
    void theStringsOfARecordAreJoined() {
        String record = RSA.record();
        TxtRecord split = TxtRecord.of(record.substring(0, 40), record.substring(40, 41), record.substring(41));
        Cassette zone = Cassette.builder()
                .records("rsa._domainkey.example.com", "TXT", List.of(split))
                .build();
        assertThat(said(outcome(verifier(zone), RSA.sign(MESSAGE)))).isEqualTo("pass");
    }

    @Test
    void ofSeveralKeysOneThatFitsIsEnough() {
        Cassette zone = zone(
                "rsa._domainkey.example.com",
                "v=spf1 -all",
                DkimSigning.rsa(1025).record(),
                ED.record(),
                RSA.record());
        assertThat(said(outcome(verifier(zone), RSA.sign(MESSAGE)))).isEqualTo("pass");
        // RFC 6376 §3.6.2.2 leaves it open; the one that came farthest tells why
        Cassette without = zone(
                "rsa._domainkey.example.com",
                "v=spf1 -all",
                DkimSigning.rsa(1025).record(),
                ED.record(),
                "p=",
                RSA.record());
        assertThat(said(outcome(verifier(without), RSA.sign(MESSAGE)))).isEqualTo("fail signature");
    }

    @ParameterizedTest
    @CsvSource({"512, policy short-key", "1023, policy short-key", "1024, pass", "2048, pass", "4096, pass"})
    void rsaKeysHaveAtLeast1024Bits(int bits, String said) {
        DkimSigning signing = DkimSigning.rsa(bits);
        DkimOutcome outcome =
                outcome(verifier(zone("rsa._domainkey.example.com", signing.record())), signing.sign(MESSAGE));
        assertThat(said(outcome)).isEqualTo(said);
        assertThat(outcome.bits()).isEqualTo(bits);
    }

    @ParameterizedTest(name = "{0} becomes {1}: {2}")
    @CsvSource({
        "this, that, fail body-hash",
        "'body. ', 'body.', pass",
        "'\r\n\r\n$', '\r\n', pass",
        "Subject: An, subject :  An, pass",
        "Subject: An, Subject: Another, fail signature",
        "From: Alice, From: Mallory, fail signature",
        "To: bob, 'Received: x\r\nTo: bob', pass"
    })
    void relaxedFormsAllowSomeChange(String before, String after, String said) {
        String message = (RSA.sign(MESSAGE) + "$").replace(before, after).replace("$", "");
        assertThat(said(outcome(verifier(WORLD), message))).isEqualTo(said);
    }

    @Test
    void simpleFormsAllowNone() {
        String message = RSA.with("c", "simple/simple").sign(MESSAGE);
        assertThat(said(outcome(verifier(WORLD), message.replace("Subject", "subject"))))
                .isEqualTo("fail signature");
        assertThat(said(outcome(verifier(WORLD), message.replace("body. ", "body."))))
                .isEqualTo("fail body-hash");
        assertThat(said(outcome(verifier(WORLD), message + "\r\n\r\n"))).isEqualTo("pass");
    }

    /** RFC 6376 §5.4.2: from the bottom up. */
    @Test
    void repeatedFieldsAreTakenFromTheBottomAndOversigningForbidsMore() {
        String twice = "Comments: one\r\n" + MESSAGE.replace("\r\n\r\nHello", "\r\nComments: two\r\n\r\nHello");
        String once = RSA.with("h", "from:comments").sign(twice);
        assertThat(said(outcome(verifier(WORLD), once.replace("one", "uno")))).isEqualTo("pass");
        assertThat(said(outcome(verifier(WORLD), once.replace("two", "due")))).isEqualTo("fail signature");
        assertThat(said(outcome(verifier(WORLD), "Comments: zero\r\n" + once))).isEqualTo("pass");

        String over = RSA.with("h", "from:comments:comments:comments").sign(twice);
        assertThat(said(outcome(verifier(WORLD), over))).isEqualTo("pass");
        assertThat(said(outcome(verifier(WORLD), "Comments: zero\r\n" + over))).isEqualTo("fail signature");
        String fromTwice = RSA.with("h", "from:from").sign(MESSAGE);
        assertThat(said(outcome(verifier(WORLD), "From: m@example.net\r\n" + fromTwice)))
                .isEqualTo("fail signature");
    }

    @Test
    void aSignatureMayCoverOneThatWasThereBefore() {
        String message = RSA.with("h", "from:dkim-signature").sign(ED.sign(MESSAGE));
        DkimFindings findings = findings(verifier(WORLD), message);
        assertThat(findings.outcomes()).extracting(Verifying::said).containsExactly("pass", "pass");
        String other = ED.with("c", "simple/relaxed").sign(MESSAGE);
        String swapped = message.substring(0, message.indexOf("DKIM-Signature", 1)) + other;
        assertThat(findings(verifier(WORLD), swapped).outcomes())
                .extracting(Verifying::said)
                .containsExactly("fail signature", "pass");
    }

    @ParameterizedTest
    @CsvSource({
        "ACCEPT, pass partial-body, true",
        "IGNORE_FOR_DMARC, pass partial-body, false",
        "REFUSE, policy partial-body, false"
    })
    void whatPartOfTheBodyIsEnoughIsPolicy(DkimPolicy.PartialBody partialBody, String said, boolean authenticated) {
        DkimPolicy policy = new DkimPolicy(10, partialBody, DkimPolicy.DEFAULT.clockSkew());
        String message = RSA.with("l", "8").sign(MESSAGE);
        DkimOutcome outcome = outcome(verifier(WORLD, policy), message + "more");
        assertThat(said(outcome)).isEqualTo(said);
        assertThat(outcome.authenticatedDomain().isPresent()).isEqualTo(authenticated);
        int whole = TextDkim.body("relaxed", MESSAGE.substring(MESSAGE.indexOf("\r\n\r\n") + 4))
                .length();
        for (int limit : new int[] {whole, whole + 1}) {
            DkimOutcome all =
                    outcome(verifier(WORLD, policy), RSA.with("l", "" + limit).sign(MESSAGE));
            assertThat(said(all)).isEqualTo(limit == whole ? "pass" : "permerror body-length");
        }
    }

    @Test
    void aMessageWithoutBodyIsSignedToo() {
        String head = "From: a@example.com\r\nTo: b@example.org\r\nSubject: x\r\n";
        for (String form : List.of("simple/simple", "relaxed/relaxed")) {
            String signed = RSA.with("c", form).sign(head + "\r\n");
            assertThat(said(outcome(verifier(WORLD), signed))).isEqualTo("pass");
            String withoutEmptyLine = signed.substring(0, signed.length() - 2);
            assertThat(said(outcome(verifier(WORLD), withoutEmptyLine))).isEqualTo("pass");
        }
    }

    @Test
    void anUnsignedMessageHasNoOutcomeAndItsBodyIsNotWanted() throws IOException {
        DkimFindings findings = findings(verifier(WORLD), MESSAGE);
        assertThat(findings.outcomes()).isEmpty();
        assertThat(findings.result()).isEqualTo(DkimResult.NONE);
        Message message = Message.read(OctetSource.of(TextDkim.octets(MESSAGE)));
        assertThat(verifier(WORLD).begin(message.head(), Trace.OFF).wantsBody()).isFalse();
    }

    @Test
    void tenSignaturesAreEvaluatedAndOnesThatCannotPassDoNotCount() {
        String ten = MESSAGE;
        for (int i = 0; i < 10; i++) {
            ten = RSA.sign(ten);
        }
        ten = RSA.with("a", "rsa-sha1").sign("DKIM-Signature: junk\r\n" + ten);
        assertThat(findings(verifier(WORLD), ten).outcomes())
                .hasSize(12)
                .filteredOn(outcome -> outcome.result() == DkimResult.PASS)
                .hasSize(10);
        assertThat(findings(verifier(WORLD), RSA.sign(ten)).outcomes())
                .last()
                .extracting(Verifying::said)
                .isEqualTo("neutral too-many-signatures");
        String fields = "DKIM-Signature: junk\r\n".repeat(DkimVerification.MAX_FIELDS) + RSA.sign(MESSAGE);
        assertThat(findings(verifier(WORLD), fields).outcomes())
                .hasSize(DkimVerification.MAX_FIELDS + 1)
                .last()
                .extracting(Verifying::said)
                .isEqualTo("neutral too-many-signatures");
    }

    @Test
    void aHeadThatIsNotWholeIsNotVerified() throws IOException {
        String text = RSA.sign(MESSAGE);
        Message message = Message.read(OctetSource.of(TextDkim.octets(text)), text.indexOf("Subject: "));
        DkimVerification verification = verifier(WORLD).begin(message.head(), Trace.OFF);
        assertThat(verification.finish().toCompletableFuture().join().outcomes())
                .singleElement()
                .extracting(Verifying::said)
                .isEqualTo("neutral head-too-long");
    }

    @Test
    void allKeysAreAskedForAtOnceEachNameOnceAndBeforeTheBodyComes() throws IOException {
        List<DomainName> asked = new ArrayList<>();
        List<Runnable> answers = new ArrayList<>();
        DnsResolver slow = new DnsResolver() {
            @Override
            public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
                asked.add(name);
                CompletableFuture<DnsAnswer<T>> answer = new CompletableFuture<>();
                answers.add(() -> WORLD.query(name, type).thenAccept(answer::complete));
                return answer;
            }
        };
        String text = RSA.with("s", "down").sign(RSA.with("c", "simple").sign(RSA.sign(ED.sign(MESSAGE))));
        Message message = Message.read(OctetSource.of(TextDkim.octets(text)));
        DkimVerification verification = verifier(slow).begin(message.head(), Trace.OFF);
        assertThat(asked)
                .extracting(DomainName::value)
                .containsExactly(
                        "down._domainkey.example.com", "rsa._domainkey.example.com", "ed._domainkey.example.com");
        byte[] body = message.body().open().readAllBytes();
        verification.body(body, 0, body.length);
        CompletableFuture<DkimFindings> findings = verification.finish().toCompletableFuture();
        assertThat(findings).isNotDone();
        answers.forEach(Runnable::run);
        assertThat(findings).isCompleted();
        assertThat(findings.join().outcomes())
                .extracting(Verifying::said)
                .containsExactly("temperror dns", "pass", "pass", "pass");
        assertThat(findings.join().result()).isEqualTo(DkimResult.PASS);
        assertThat(findings.join().authenticatedDomains()).hasSize(3);
    }

    /** A temporary failure is not hidden by what else is wrong. */
    @Test
    void withoutAnswerNothingFails() {
        String message =
                RSA.with("s", "down").sign(MESSAGE).replace("this", "that").replace("Alice", "Mallory");
        assertThat(said(outcome(verifier(WORLD), message))).isEqualTo("temperror dns");
        assertThat(findings(verifier(WORLD), message).result()).isEqualTo(DkimResult.TEMPERROR);
    }

    @Test
    void aDefectIsATemporaryErrorOfItsSignatureAlone() {
        DnsResolver broken = new DnsResolver() {
            @Override
            public <T> CompletionStage<DnsAnswer<T>> query(DomainName name, RecordType<T> type) {
                return name.value().startsWith("rsa")
                        ? CompletableFuture.failedFuture(new IllegalStateException("broken"))
                        : WORLD.query(name, type);
            }
        };
        DkimFindings findings = findings(verifier(broken), RSA.sign(ED.sign(MESSAGE)));
        assertThat(findings.outcomes()).extracting(Verifying::said).containsExactly("temperror internal", "pass");
        assertThat(findings.outcomes().get(0).problem().map(Problem::kind)).contains(ProblemKind.INTERNAL);
    }

    @Test
    void theTraceNamesTheSectionOfEachStep() {
        List<String> steps = new ArrayList<>();
        findings(
                verifier(WORLD),
                RSA.sign("DKIM-Signature: junk\r\n" + MESSAGE),
                (section, text) -> steps.add(section + " " + text.get()));
        assertThat(steps)
                .anySatisfy(
                        step -> assertThat(step).startsWith("RFC 6376 §6.1.1 ").contains("syntax"))
                .anySatisfy(
                        step -> assertThat(step).startsWith("RFC 6376 §6.1.2 ").contains("rsa._domainkey"))
                .anySatisfy(step -> assertThat(step).startsWith("RFC 6376 §3.7 "))
                .anySatisfy(step -> assertThat(step).isEqualTo("RFC 6376 §6.1.3 rsa@example.com: pass"));
    }
}
