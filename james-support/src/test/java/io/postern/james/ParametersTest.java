// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.policy.ActionWord;
import io.postern.value.IpAddress;
import io.postern.value.IpNetwork;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {
    private static Parameters spf(Map<String, String> written) throws BadConfiguration {
        return Parameters.read("smtpserver.xml, <handler>", written, List.of(SpfParameter.values()));
    }

    private static Parameters central(Map<String, String> written) throws BadConfiguration {
        return Parameters.read("postern.properties", written, List.of(CentralParameter.values()));
    }

    @Test
    void everyDefaultIsAllowed() throws Exception {
        assertThat(spf(Map.of()).get(SpfParameter.SOFTFAIL, ActionWord.class)).isEqualTo(ActionWord.TAG);
        assertThat(spf(Map.of()).optional(SpfParameter.FAIL, ActionWord.class)).isEmpty();
        assertThat(spf(Map.of("fail", "reject")).optional(SpfParameter.FAIL, ActionWord.class))
                .contains(ActionWord.REJECT);
        assertThat(Parameters.read("x", Map.of(), List.of(AuthenticationParameter.values()))
                        .get(AuthenticationParameter.MAX_SIGNATURES, Integer.class))
                .isEqualTo(10);
        assertThat(central(Map.of()).get(CentralParameter.DNS_DEADLINE, Duration.class))
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aListHasCommasOrSpacesBetweenItsElements() throws Exception {
        assertThat(spf(Map.of("trustedNetworks", "192.0.2.0/24,\n  2001:db8::/32 198.51.100.1"))
                        .list(SpfParameter.TRUSTED_NETWORKS, IpNetwork.class))
                .containsExactly(
                        new IpNetwork(IpAddress.of("192.0.2.0"), 24),
                        new IpNetwork(IpAddress.of("2001:db8::"), 32),
                        new IpNetwork(IpAddress.of("198.51.100.1"), 32));
    }

    @ParameterizedTest
    @CsvSource({"250 ms, 250", "5s, 5000", "2 min, 120000", "1 h, 3600000", "1 d, 86400000"})
    void aDurationHasAUnit(String text, long millis) throws Exception {
        assertThat(central(Map.of("dns.deadline", text)).get(CentralParameter.DNS_DEADLINE, Duration.class))
                .isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> spf(Map.of("modus", "observe")))
                .isInstanceOf(BadConfiguration.class)
                .hasMessageStartingWith("smtpserver.xml, <handler>: unknown parameter 'modus'; allowed: mode, fail, ");
    }

    @Test
    void aBadValueIsRefusedWithTheAllowedOnes() {
        assertThatThrownBy(() -> spf(Map.of("mode", "enforced")))
                .isInstanceOf(BadConfiguration.class)
                .hasMessage("smtpserver.xml, <handler>, mode: value 'enforced' (not one of off | observe | enforce);"
                        + " allowed: off | observe | enforce");
    }

    @ParameterizedTest
    @CsvSource({
        "dns.retries, 11",
        "dns.retries, -1",
        "dns.cache, many",
        "dns.servers, 127.0.0.1:70000",
        "dns.anchors, here"
    })
    void aValueOutOfItsRangeIsRefused(String key, String value) {
        assertThatThrownBy(() -> central(Map.of(key, value)))
                .isInstanceOf(BadConfiguration.class)
                .hasMessageContaining("postern.properties, " + key + ": value '" + value + "'");
    }
}
