// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import static io.postern.arc.Verifying.MESSAGE;
import static io.postern.arc.Verifying.NOW;
import static io.postern.arc.Verifying.findings;
import static io.postern.arc.Verifying.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.authres.AuthenticationResults;
import io.postern.authres.Grammar;
import io.postern.dkim.Canonicalization;
import io.postern.dkim.SigningKey;
import io.postern.dns.Cassette;
import io.postern.message.HeaderField;
import io.postern.message.Message;
import io.postern.message.OctetSource;
import io.postern.testing.ArcSigning;
import io.postern.testing.TextDkim;
import io.postern.value.DomainName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArcSealerTest {
    private static final KeyPair RSA = generate("RSA", 2048);
    private static final KeyPair ED = generate("Ed25519", 255);
    private static final ArcSigning OTHER = ArcSigning.ed25519().of("other.example");
    private static final Cassette WORLD = Cassette.builder()
            .txt("rsa._domainkey.example.com", "p=" + base64(RSA.getPublic().getEncoded()))
            .txt(
                    "ed._domainkey.example.com",
                    "k=ed25519; p=" + base64(last32(ED.getPublic().getEncoded())))
            .txt("ed._domainkey.other.example", OTHER.record())
            .build();
    private static final List<AuthenticationResults> OURS =
            List.of(results("mx.example.com; spf=pass smtp.mailfrom=a@example.com; arc=none"));

    @ParameterizedTest(name = "{0} {1}/{2}, {3} hops")
    @CsvSource({
        "rsa, RELAXED, RELAXED, 1",
        "rsa, SIMPLE, SIMPLE, 2",
        "ed, RELAXED, SIMPLE, 3",
        "ed, SIMPLE, RELAXED, 5",
        "rsa, RELAXED, RELAXED, 50"
    })
    void whatIsSealedPasses(String selector, Canonicalization header, Canonicalization body, int hops) {
        ArcSealer sealer = sealer(
                selector,
                new ArcSealer.Options(
                        SignedNames.RECOMMENDED, ArcSealer.Timestamps.ON, new SealExpiry.Never(), header, body));
        String message = MESSAGE;
        for (int i = 0; i < hops; i++) {
            message = sealed(sealer, message);
        }
        ArcFindings findings = findings(WORLD, message);
        assertThat(said(findings)).isEqualTo("pass 0");
        assertThat(findings.instances()).isEqualTo(hops);
    }

    @Test
    void sealsContinueWhatOthersBegan() {
        String message = sealed(sealer("ed"), OTHER.seal(MESSAGE));
        assertThat(said(findings(WORLD, OTHER.seal(message)))).isEqualTo("pass 0");
        assertThat(findings(WORLD, OTHER.seal(message)).domains())
                .containsExactly("other.example", "example.com", "other.example");
    }

    /** Longer than what is read at once, and with line ends of all kinds at its borders. */
    @Test
    void aBodyIsSealedAsItLeaves() {
        for (String lineEnds : List.of("\n", "\r", "\r\n", "\n\n", "\r\r", "\n\r", "\r\r\n", "\r\n\n")) {
            String body = (lineEnds + "x").repeat(20_000) + lineEnds;
            String message = MESSAGE.substring(0, MESSAGE.indexOf("\r\n\r\n") + 4) + body;
            String left = sealed(sealer("ed"), message);
            assertThat(said(findings(WORLD, left.replace(body, body.replaceAll("\r\n|\r|\n", "\r\n")))))
                    .isEqualTo("pass 0");
        }
    }

    @Test
    void theSetStandsSealFirstInTheOrderOfTagNames() {
        List<HeaderField> fields = fields(sealer("ed"), MESSAGE, ChainValidationStatus.NONE);
        assertThat(fields)
                .extracting(HeaderField::name)
                .containsExactly("ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results");
        assertThat(fields.get(0).toString())
                .matches(
                        "ARC-Seal: a=ed25519-sha256;\r\n b=[^;]{88,92}; cv=none; d=example.com; i=1; s=ed; t=1800000000\r\n"
                                .replace("; cv", ";(?:\r\n)? cv"));
        assertThat(fields.get(1).unfoldedBody())
                .matches(" a=ed25519-sha256; b=[^;]+; bh=[^;]+; c=relaxed/relaxed; d=example.com;"
                        + " h=from:subject:to; i=1; s=ed; t=1800000000");
        assertThat(fields.get(2).unfoldedBody())
                .isEqualTo(" i=1; mx.example.com; spf=pass smtp.mailfrom=a@example.com; arc=none");
        assertThat(fields(sealer("ed"), MESSAGE, ChainValidationStatus.NONE)).isEqualTo(fields);
    }

    @Test
    void noLineIsLongerThanItNeedsToBe() {
        String many = MESSAGE.replace("Subject:", "List-Unsubscribe-Post: x\r\n".repeat(30) + "Subject:");
        List<HeaderField> fields = fields(sealer("rsa"), many, ChainValidationStatus.NONE);
        assertThat(fields)
                .allSatisfy(field -> assertThat(field.toString().split("\r\n", -1))
                        .filteredOn(line -> !line.startsWith(" b="))
                        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(78)));
        assertThat(said(findings(WORLD, sealed(sealer("rsa"), many)))).isEqualTo("pass 0");
    }

    @ParameterizedTest(name = "expires {0}: x={1}")
    @CsvSource({"'', 1802592000", "+60, 1800000060", "1800000001, 1800000001"})
    void expiryIsOfTheMessageSignature(String text, long x) {
        SealExpiry expiry = SealExpiry.parse(text).orThrow();
        List<HeaderField> fields =
                fields(sealer("ed", options(ArcSealer.Timestamps.OFF, expiry)), MESSAGE, ChainValidationStatus.NONE);
        assertThat(fields.get(1).body()).endsWith("; s=ed; x=" + x);
        assertThat(fields.get(0).body()).doesNotContain("x=").doesNotContain("t=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+", "-1", "+0", "0", "soon", "1234567890123", "+ 1"})
    void otherExpiriesAreNone(String text) {
        assertThat(SealExpiry.parse(text).ok()).isEmpty();
    }

    /** RFC 8617 §5.1.2. */
    @Test
    void aFailedChainIsMarkedByASealThatCoversItselfAlone() {
        String broken = OTHER.with("as.s", "absent").seal(MESSAGE);
        Message message = message(broken);
        ArcSealing.Sealed sealed = (ArcSealing.Sealed) seal(sealer("ed"), message, ChainValidationStatus.FAIL);
        assertThat(sealed.chainBefore()).isEqualTo(ChainValidationStatus.FAIL);
        assertThat(sealed.instance()).isEqualTo(2);
        // whatever the chain before it was
        Message otherwise =
                message(OTHER.of("list.example").with("as.cv", "pass").seal(MESSAGE));
        assertThat(seal(sealer("ed"), otherwise, ChainValidationStatus.FAIL)).isEqualTo(sealed);
        String before = text(message.prepend(sealed.fields()));
        assertThat(said(findings(WORLD, before))).isEqualTo("fail sealed-fail");
        // RFC 8617 §5.1: step 2, nobody goes on
        assertThat(seal(sealer("ed"), message(before), ChainValidationStatus.FAIL))
                .isEqualTo(new ArcSealing.NotSealed(ArcSealing.Reason.CHAIN_ENDED));
    }

    @Test
    void whatIsNotSealed() {
        assertThat(seal(sealer("ed"), message(OTHER.seal(MESSAGE, 50)), ChainValidationStatus.PASS))
                .isEqualTo(new ArcSealing.NotSealed(ArcSealing.Reason.TOO_MANY_SETS));
        try {
            assertThat(sealer("ed").seal(message(MESSAGE), ChainValidationStatus.NONE, List.of()))
                    .isEqualTo(new ArcSealing.NotSealed(ArcSealing.Reason.NO_RESULTS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RFC 8617 §5.1.2: what cannot be a chain is marked as one that failed. */
    @Test
    void tenThousandFieldsAreAFailedChain() {
        String many = "ARC-Seal: i=7; x=y\r\n".repeat(10_000) + MESSAGE;
        ArcSealing.Sealed sealed = (ArcSealing.Sealed) seal(sealer("ed"), message(many), ChainValidationStatus.FAIL);
        assertThat(sealed.chainBefore()).isEqualTo(ChainValidationStatus.FAIL);
        assertThat(sealed.instance()).isEqualTo(8);
    }

    /** The verdict is of the message as it is now: a chain that was taken out or put in is not what was verified. */
    @Test
    void theVerdictMustBeOfThisMessage() {
        ArcSealing.Sealed removed =
                (ArcSealing.Sealed) seal(sealer("ed"), message(MESSAGE), ChainValidationStatus.PASS);
        assertThat(removed.chainBefore()).isEqualTo(ChainValidationStatus.NONE);
        ArcSealing.Sealed added =
                (ArcSealing.Sealed) seal(sealer("ed"), message(OTHER.seal(MESSAGE)), ChainValidationStatus.NONE);
        assertThat(added.chainBefore()).isEqualTo(ChainValidationStatus.FAIL);
    }

    @Test
    void allResultsAreInOneField() throws IOException {
        ArcSealing.Sealed sealed = (ArcSealing.Sealed) sealer("ed")
                .seal(
                        message(MESSAGE),
                        ChainValidationStatus.NONE,
                        List.of(results("mx.example.com; spf=pass"), results("other; dkim=none (x)")));
        assertThat(sealed.fields().get(2).unfoldedBody()).isEqualTo(" i=1; mx.example.com; spf=pass; dkim=none (x)");
    }

    @ParameterizedTest
    @CsvSource({
        "from:to:to, true",
        "'From, To', true",
        "to:subject, false",
        "from:arc-seal, false",
        "from:Authentication-Results, false",
        "from::to, false",
        "fr om, false",
        "'', false"
    })
    void namesAreGivenAsTheyAreSigned(String text, boolean right) {
        assertThat(SignedNames.parse(text).ok().isPresent()).isEqualTo(right);
    }

    /** RFC 6376 §5.4.2: a name that is given once more than it is there keeps others from adding one. */
    @Test
    void aNameMoreThanThereAreGuardsIt() {
        ArcSealer guarding = sealer(
                "ed",
                new ArcSealer.Options(
                        SignedNames.parse("from:from:to").orThrow(),
                        ArcSealer.Timestamps.ON,
                        new SealExpiry.Never(),
                        Canonicalization.RELAXED,
                        Canonicalization.RELAXED));
        String message = sealed(guarding, MESSAGE);
        assertThat(said(findings(WORLD, message))).isEqualTo("pass 0");
        assertThat(said(findings(WORLD, "From: mallory@example.net\r\n" + message)))
                .isEqualTo("fail message-signature");
    }

    @Test
    void keysThatNoVerifierTakesAreRefused() {
        assertThatThrownBy(() -> SigningKey.of(generate("RSA", 1023).getPrivate()))
                .hasMessage("an RSA key of 1023 bits; allowed are 1024 to 8192");
        assertThatThrownBy(() -> SigningKey.of(generate("EC", 256).getPrivate()))
                .hasMessage("a key of type EC; allowed are RSA and Ed25519");
    }

    private static String sealed(ArcSealer sealer, String message) {
        Message before = message(message);
        ChainValidationStatus status = findings(WORLD, message).state();
        return text(before.prepend(((ArcSealing.Sealed) seal(sealer, before, status)).fields()));
    }

    private static List<HeaderField> fields(ArcSealer sealer, String message, ChainValidationStatus before) {
        return ((ArcSealing.Sealed) seal(sealer, message(message), before)).fields();
    }

    private static ArcSealing seal(ArcSealer sealer, Message message, ChainValidationStatus before) {
        try {
            return sealer.seal(message, before, OURS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ArcSealer sealer(String selector) {
        return sealer(selector, ArcSealer.Options.DEFAULT);
    }

    private static ArcSealer sealer(String selector, ArcSealer.Options options) {
        KeyPair key = selector.equals("rsa") ? RSA : ED;
        return new ArcSealer(
                "mx.example.com",
                DomainName.of("example.com"),
                DomainName.of(selector),
                SigningKey.of(key.getPrivate()),
                options,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static ArcSealer.Options options(ArcSealer.Timestamps timestamps, SealExpiry expiry) {
        return new ArcSealer.Options(
                SignedNames.RECOMMENDED, timestamps, expiry, Canonicalization.RELAXED, Canonicalization.RELAXED);
    }

    private static AuthenticationResults results(String text) {
        return AuthenticationResults.parse(text, Grammar.STRICT).orThrow();
    }

    private static Message message(String text) {
        try {
            return Message.read(OctetSource.of(TextDkim.octets(text)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Message message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            message.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static KeyPair generate(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] last32(byte[] octets) {
        return Arrays.copyOfRange(octets, octets.length - 32, octets.length);
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
