// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.dkim.Crypto;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CryptoProviderTest {
    private static final class Counting {
        private static int made;
    }

    /** A provider that nobody has installed, without an algorithm of its own. */
    public static final class Own extends Provider {
        private static final long serialVersionUID = 1;

        public Own() {
            super("Own", "1", "");
            Counting.made++;
        }
    }

    private static Crypto crypto(String written) throws BadConfiguration {
        return Parameters.read(
                        "postern.properties", Map.of("crypto.provider", written), List.of(CentralParameter.values()))
                .get(CentralParameter.CRYPTO_PROVIDER, Crypto.class);
    }

    @Test
    void theJdkIsTheDefault() throws Exception {
        assertThat(Parameters.read("x", Map.of(), List.of(CentralParameter.values()))
                        .get(CentralParameter.CRYPTO_PROVIDER, Crypto.class))
                .isSameAs(Crypto.JDK);
    }

    @Test
    void anInstalledProviderAndAProvidersClassAreTaken() throws Exception {
        assertThat(crypto("SunRsaSign")).isNotSameAs(Crypto.JDK);
        int before = Counting.made;
        assertThat(crypto(Own.class.getName())).isNotSameAs(Crypto.JDK);
        assertThat(Counting.made).isGreaterThan(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Sun", "jdk", "java.lang.String", "java.security.Provider", "no.such.Provider"})
    void anythingElseStopsTheStart(String name) {
        assertThatThrownBy(() -> crypto(name))
                .isInstanceOf(BadConfiguration.class)
                .hasMessageStartingWith("postern.properties, crypto.provider: value '" + name + "'")
                .hasMessageContaining("allowed: JDK, the name of a provider");
    }
}
