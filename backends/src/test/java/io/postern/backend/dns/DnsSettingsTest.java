// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.value.Parsed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsSettingsTest {
    private static final DnsSettings SETTINGS =
            DnsSettings.to(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53)));

    @ParameterizedTest(name = "{0} is {1} port {2}")
    @CsvSource({
        "192.0.2.53, 192.0.2.53, 53",
        "192.0.2.53:5353, 192.0.2.53, 5353",
        "2001:db8::53, 2001:db8:0:0:0:0:0:53, 53",
        "[2001:db8::53], 2001:db8:0:0:0:0:0:53, 53",
        "[2001:db8::53]:5353, 2001:db8:0:0:0:0:0:53, 5353",
        "127.0.0.1:65535, 127.0.0.1, 65535",
    })
    void aServerIsAnAddressAndMayHaveAPort(String text, String address, int port) {
        InetSocketAddress server = DnsSettings.parseServer(text).orThrow();
        assertThat(server.getAddress().getHostAddress()).isEqualTo(address);
        assertThat(server.getPort()).isEqualTo(port);
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(
            strings = {
                "",
                ":53",
                "dns.example",
                "192.0.2.53:",
                "192.0.2.53:0",
                "192.0.2.53:65536",
                "192.0.2.53:+53",
                "[2001:db8::53]5353",
                "[2001:db8::53]:",
                "[192.0.2.53",
                "[]",
                "[]:53"
            })
    void whatIsNoServerIsMalformed(String text) {
        assertThat(DnsSettings.parseServer(text)).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void theSystemsServersAreTheDefault() {
        assertThat(DnsSettings.defaults().servers()).isNotEmpty();
    }

    @Test
    void theDeadlineHoldsEveryAttemptAndOneMore() {
        assertThat(SETTINGS.deadline()).isEqualTo(Duration.ofSeconds(20));
        assertThat(SETTINGS.withTimeout(Duration.ofSeconds(1)).withRetries(0).deadline())
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void badSettingsAreRefusedWithTheValueAndWhatIsAllowed() {
        assertThatThrownBy(() -> DnsSettings.to(List.of())).hasMessage("DNS servers: none, needed: at least one");
        assertThatThrownBy(() -> SETTINGS.withRetries(11)).hasMessage("DNS retries: 11, allowed: 0 to 10");
        assertThatThrownBy(() -> SETTINGS.withTimeout(Duration.ZERO))
                .hasMessage("DNS time-out: PT0S, allowed: up to one minute");
        assertThatThrownBy(() -> CacheSettings.DEFAULTS.withMaxEntries(-1))
                .hasMessage("cache entries: -1, allowed: 0 or more");
        assertThatThrownBy(() -> CacheSettings.DEFAULTS.withFailureTtl(Duration.ofMinutes(6)))
                .hasMessage("failure TTL: PT6M, allowed: 0 to PT5M");
    }

    @ParameterizedTest(name = "TTL {0} s, negative {1}: kept {2} s")
    @CsvSource({"0, false, 0", "1, false, 30", "60, false, 60", "90000, false, 3600", "1, true, 30", "90000, true, 600"
    })
    void lifetimesAreBounded(long ttl, boolean negative, long kept) {
        CacheSettings cache =
                CacheSettings.DEFAULTS.withTtls(Duration.ofSeconds(30), Duration.ofHours(1), Duration.ofMinutes(10));
        assertThat(cache.keep(new Ttl(ttl, negative))).isEqualTo(Duration.ofSeconds(kept));
    }
}
