// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.testing.Prerequisites;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpNetworkTest {
    @ParameterizedTest(name = "{0} holds {1}: {2}")
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.77/24, 192.0.2.1, true", // bits behind the prefix do not count
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.0/31, 192.0.2.1, true",
        "192.0.2.0/32, 192.0.2.1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::, false",
        "2001:db8::/64, 2001:db8::ffff:0:0:1, true",
        "2001:db8::/65, 2001:db8:0:0:8000::, false",
        "[2001:db8::1], 2001:db8::1, true",
        "[2001:db8::]/127, 2001:db8::1, true",
        "2001:db8::/128, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 192.0.2.1, false",
        "::ffff:0:0/96, 192.0.2.1, false", // the caller unmaps
    })
    void aNetworkHoldsTheAddressesOfItsPrefix(String network, String address, boolean holds) {
        assertThat(IpNetwork.parse(network).orThrow().contains(IpAddress.of(address)))
                .isEqualTo(holds);
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(
            strings = {
                "",
                "/24",
                "192.0.2.0/",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/+8",
                "192.0.2.0/2x",
                "192.0.2.0/0024",
                "192.0.2.0/24/24",
                "2001:db8::/129",
                "2001:db8::/1000",
                "[2001:db8::",
                "host.example/24"
            })
    void whatIsNoNetworkIsMalformed(String text) {
        assertThat(IpNetwork.parse(text)).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void aPrefixLongerThanTheAddressIsRefused() {
        assertThatThrownBy(() -> new IpNetwork(IpAddress.of("192.0.2.1"), 33))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IpNetwork(IpAddress.of("192.0.2.1"), -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void prefixesAgreeWithArithmetic() {
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            Random random = new Random(round);
            byte[] octets = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(octets);
            byte[] other = octets.clone();
            other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
            int prefix = random.nextInt(octets.length * 8 + 1);
            int shift = octets.length * 8 - prefix;
            boolean same =
                    new BigInteger(1, octets).shiftRight(shift).equals(new BigInteger(1, other).shiftRight(shift));
            assertThat(new IpNetwork(IpAddress.of(octets), prefix).contains(IpAddress.of(other)))
                    .as("seed %d", round)
                    .isEqualTo(same);
        }
    }
}
