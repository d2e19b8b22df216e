// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.authres.AuthenticationResults;
import io.postern.authres.Grammar;
import io.postern.dns.Cassette;
import io.postern.testing.ArcSigning;
import io.postern.value.IpAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArcMethodResultsTest {
    private static final ArcSigning SEALER = ArcSigning.ed25519();
    private static final Cassette WORLD = Cassette.builder()
            .txt("ed._domainkey.example.com", SEALER.record())
            .txt("ed._domainkey.list.example", SEALER.record())
            .build();

    @Test
    void aPassSaysWhoSealedAndSinceWhenNothingChanged() {
        String sealed = SEALER.of("list.example").seal(SEALER.seal(Verifying.MESSAGE));
        assertThat(written(sealed))
                .isEqualTo("mx.example.org; arc=pass (i=2) header.oldest-pass=0 smtp.remote-ip=192.0.2.1"
                        + " arc.chain=\"example.com:list.example\"");
    }

    @Test
    void aFailSaysWhy() {
        assertThat(written(SEALER.with("as.cv", "fail").seal(Verifying.MESSAGE)))
                .isEqualTo("mx.example.org; arc=fail (i=1) reason=\"the seal of instance 1 says cv=fail\""
                        + " smtp.remote-ip=192.0.2.1 arc.chain=example.com");
    }

    @Test
    void ofAMessageWithoutAChainNothingIsSaid() {
        assertThat(ArcMethodResults.of(ArcFindings.NONE, Optional.empty())).isEmpty();
    }

    /** Unfolded; and what is written can be read. */
    private static String written(String message) {
        AuthenticationResults field = AuthenticationResults.of(
                "mx.example.org",
                List.of(ArcMethodResults.of(Verifying.findings(WORLD, message), Optional.of(IpAddress.of("192.0.2.1")))
                        .orElseThrow()));
        String text = field.format();
        assertThat(AuthenticationResults.parse(text, Grammar.STRICT).ok()).contains(field);
        return text.replace("\r\n", "");
    }
}
