// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import static io.postern.dkim.Verifying.MESSAGE;
import static io.postern.dkim.Verifying.findings;
import static io.postern.dkim.Verifying.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.authres.AuthenticationResults;
import io.postern.authres.Grammar;
import io.postern.authres.MethodResult;
import io.postern.dns.Cassette;
import io.postern.testing.DkimSigning;
import java.util.List;
import org.junit.jupiter.api.Test;

class DkimMethodResultsTest {
    private static final DkimSigning RSA = DkimSigning.rsa(1024);
    private static final Cassette WORLD = Verifying.zone("rsa._domainkey.example.com", "t=y; p=" + RSA.publicKey());

    @Test
    void everySignatureIsOneResultWithWhatItSaysOfItself() {
        String message =
                RSA.with("i", "\"a b\"@sub.example.com").with("h", "to").sign(RSA.sign(MESSAGE));
        List<MethodResult> results = DkimMethodResults.of(findings(verifier(WORLD), message));
        assertThat(results).extracting(MethodResult::result).containsExactly("permerror", "pass");
        MethodResult pass = results.get(1);
        assertThat(pass.reason()).contains("testing");
        assertThat(pass.comment()).contains("1024-bit key");
        assertThat(pass.value("header", "d")).contains("example.com");
        assertThat(pass.value("header", "s")).contains("rsa");
        assertThat(pass.value("header", "i")).contains("@example.com");
        assertThat(pass.value("header", "a")).contains("rsa-sha256");
        assertThat(pass.value("header", "b").orElseThrow()).hasSize(8);
        assertThat(results.get(0).reason()).contains("from-not-signed");
        assertThat(results.get(0).value("header", "i")).contains("\"ab\"@sub.example.com");
    }

    @Test
    void anUnsignedMessageHasOneResult() {
        assertThat(DkimMethodResults.of(findings(verifier(WORLD), MESSAGE)))
                .extracting(MethodResult::result)
                .containsExactly("none");
    }

    /** RFC 6008 §4. */
    @Test
    void signaturesThatBeginAlikeAreToldApart() {
        String twins = "DKIM-Signature: v=1; b=AAAABBBBCCCC1\r\nDKIM-Signature: v=1; b=AAAABBBB CCCC2xyz\r\n"
                + "DKIM-Signature: v=1; b=AAAABBBB\r\nDKIM-Signature: v=1; b=ZZ\r\nDKIM-Signature: v=1; b=ZZZZZZZZZZZZ\r\n";
        assertThat(DkimMethodResults.of(findings(verifier(WORLD), twins + MESSAGE)))
                .extracting(result -> result.value("header", "b").orElseThrow())
                .containsExactly("AAAABBBBCCCC1", "AAAABBBBCCCC2", "AAAABBBB", "ZZ", "ZZZZZZZZ");
    }

    @Test
    void hostileFieldsFitIntoOneFieldWithRoomForOthers() {
        String hostile = "DKIM-Signature: v=1; d=" + "\u00e9\"\\(".repeat(200) + "; s=" + "\\\"".repeat(400) + "; a="
                + "x".repeat(900) + "; i=" + "\"\\\u0080".repeat(300) + "@" + "y".repeat(500) + "; b="
                + "/".repeat(2000)
                + "\r\n";
        DkimFindings findings = findings(verifier(WORLD), hostile.repeat(99) + RSA.sign(MESSAGE));
        List<MethodResult> results = DkimMethodResults.of(findings);
        assertThat(results).hasSize(DkimMethodResults.MAX_RESULTS);
        assertThat(results.get(0).result()).isEqualTo("pass");
        assertThat(results.get(results.size() - 1).comment()).contains("75 more signatures are not shown");
        AuthenticationResults field = AuthenticationResults.of("mx.example.org", results);
        assertThat(field.format().length()).isLessThan(AuthenticationResults.MAX_LENGTH - 4096);
        assertThat(AuthenticationResults.parse(field.format(), Grammar.STRICT).orThrow())
                .isEqualTo(field);
    }
}
