// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Cassette;
import io.postern.testing.DkimSigning;
import io.postern.value.RecentlyRead;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept from message to message, and what is not. */
class CryptoTest {
    private static final DkimSigning RSA = DkimSigning.rsa(1024);
    private static final Cassette ZONE = Verifying.zone("rsa._domainkey.example.com", RSA.record());

    @Test
    void signaturesAreJudgedAlikeWhateverTheKeySawBefore() {
        String good = RSA.sign(Verifying.MESSAGE);
        String otherKey = good.replaceFirst("b=....", "b=AAAA");
        String bad = good.replace("Subject: An", "Subject: Another");
        DkimVerifier verifier = Verifying.verifier(ZONE);
        for (String message : new String[] {good, bad, good, otherKey, otherKey, good, bad, bad, good, good}) {
            assertThat(Verifying.said(Verifying.outcome(verifier, message)))
                    .isEqualTo(message.equals(good) ? "pass" : "fail signature");
        }
    }

    @Test
    void aKnownKeyIsStillHeldToItsRecord() {
        DkimVerifier verifier = Verifying.verifier(
                Verifying.zone("rsa._domainkey.example.com", RSA.record().replace("k=rsa;", "k=rsa; t=s;")));
        assertThat(Verifying.said(Verifying.outcome(verifier, RSA.sign(Verifying.MESSAGE))))
                .isEqualTo("pass");
        String below = RSA.with("i", "@sub.example.com").sign(Verifying.MESSAGE);
        assertThat(Verifying.said(Verifying.outcome(verifier, below))).isEqualTo("permerror identity");
    }

    @Test
    void aVerifierIsKeptOnlyWhereItsSignatureDidFit() throws Exception {
        VerificationKey key = new VerificationKey(KeyType.RSA, RSA.key(), 1024);
        assertThat(Crypto.JDK.verifies(key, new byte[32], new byte[128])).isFalse();
        assertThat(key.idle()).isEmpty();
    }

    @Test
    void theCacheIsBounded() throws NoSuchAlgorithmException {
        RecentlyRead<KnownKey> cache =
                Crypto.preferring(Security.getProvider("SUN")).keys();
        DkimKey record = DkimKey.parse("p=AAAA").orThrow();
        VerificationKey key = new VerificationKey(
                KeyType.ED25519,
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic(),
                256);
        for (int i = 0; i <= Crypto.MAX_KEYS; i++) {
            cache.put("p=" + i, new KnownKey(record, key));
        }
        cache.put("p=" + "A".repeat(RecentlyRead.MAX_LENGTH), new KnownKey(record, key));
        assertThat(cache.size()).isEqualTo(Crypto.MAX_KEYS);
        assertThat(cache.get("p=0")).isEmpty();
        assertThat(cache.get("p=1").map(KnownKey::key)).isEqualTo(Optional.of(key));
    }

    @Test
    void whatAPreferredProviderLacksIsTheJdks() {
        Provider hashesOnly = Security.getProvider("SUN");
        DkimVerifier jdk = Verifying.verifier(ZONE);
        DkimVerifier verifier = new DkimVerifier(
                ZONE, jdk.clock(), jdk.toALabels(), jdk.deadline(), Crypto.preferring(hashesOnly), jdk.policy());
        assertThat(Verifying.said(Verifying.outcome(verifier, RSA.sign(Verifying.MESSAGE))))
                .isEqualTo("pass");
    }
}
