// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.testing.Prerequisites;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    // RFC 5952 §4 and §5
    @ParameterizedTest(name = "{0} is written {1}")
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8::1, 2001:db8::1",
        "2001:0db8::0001, 2001:db8::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1", // a single zero group stays
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1", // the longest run
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1", // the first of two
        "2001:DB8::ABCD, 2001:db8::abcd",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "0:0:0:0:0:0:0:0, ::",
        "1:0:0:0:0:0:0:0, 1::",
        "0:0:0:0:0:0:0:1, ::1",
        "::ffff:192.0.2.1, ::ffff:192.0.2.1",
        "::ffff:c000:201, ::ffff:192.0.2.1",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "1:2:3:4:5:6:192.0.2.1, 1:2:3:4:5:6:c000:201",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "1::3:4:5:6:7:8, 1:0:3:4:5:6:7:8",
    })
    void anAddressHasOneText(String text, String canonical) {
        assertThat(IpAddress.of(text)).hasToString(canonical);
        assertThat(IpAddress.of(canonical)).isEqualTo(IpAddress.of(text)).hasSameHashCodeAs(IpAddress.of(text));
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "256.0.0.1",
                "1.2.3.0004",
                "01.2.3.4",
                "1.2.3.4 ",
                " 1.2.3.4",
                "1.2.3.x",
                "+1.2.3.4",
                "0x1.2.3.4",
                "localhost",
                ":",
                ":::",
                "1:",
                ":1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1:2:3:4::5:6:7:8",
                "1::2::3",
                "12345::",
                "g::",
                "::1%eth0",
                "[::1]",
                "::1/128",
                "::1.2.3",
                "::1.2.3.4.5",
                "::1.2.3.4:5",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1.2.3.4::",
                "::256.2.3.4",
                "::01.2.3.4"
            })
    void whatIsNoAddressIsMalformed(String text) {
        assertThat(IpAddress.parse(text)).isInstanceOf(Parsed.Malformed.class);
        assertThatThrownBy(() -> IpAddress.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAddressHasFourOrSixteenOctets() {
        assertThat(IpAddress.of(new byte[] {(byte) 192, 0, 2, 1})).isEqualTo(IpAddress.of("192.0.2.1"));
        assertThatThrownBy(() -> IpAddress.of(new byte[5]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5");
    }

    @ParameterizedTest(name = "{0} is {1} without its mapping")
    @CsvSource({
        "::ffff:192.0.2.1, 192.0.2.1",
        "192.0.2.1, 192.0.2.1",
        "::192.0.2.1, ::c000:201",
        "1::ffff:192.0.2.1, 1::ffff:c000:201",
        "2001:db8::1, 2001:db8::1",
    })
    void onlyAMappedAddressIsUnmapped(String text, String unmapped) {
        assertThat(IpAddress.of(text).unmapped()).hasToString(unmapped);
    }

    @Test
    void mappedAndPlainAddressesAreNotEqual() {
        assertThat(IpAddress.of("::ffff:192.0.2.1")).isNotEqualTo(IpAddress.of("192.0.2.1"));
        assertThat(IpAddress.of("::c000:201")).isNotEqualTo(IpAddress.of("192.0.2.1"));
    }

    @Test
    void octetsAndTextRoundTripAndAgreeWithTheJdk() throws UnknownHostException {
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            Random random = new Random(round);
            byte[] octets = octets(random);
            IpAddress address = IpAddress.of(octets);
            assertThat(address.octets()).as("seed %d", round).isEqualTo(octets);
            assertThat(IpAddress.parse(address.toString())).as("seed %d", round).isEqualTo(Parsed.ok(address));
            // the JDK reads literals without asking anybody; it turns mapped addresses into IPv4
            InetAddress read = InetAddress.getByName(address.toString());
            assertThat(IpAddress.from(read)).as("seed %d", round).isEqualTo(address.unmapped());
            String full = Inet6Address.getByAddress(octets).getHostAddress();
            assertThat(IpAddress.of(full)).as("seed %d", round).isEqualTo(address.unmapped());
        }
    }

    @Test
    void randomTextIsReadOnlyIfTheJdkReadsTheSame() throws UnknownHostException {
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            Random random = new Random(round);
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(16); length >= 0; length--) {
                text.append(":::..0129afg%/ ".charAt(random.nextInt(15)));
            }
            if (IpAddress.parse(text.toString()) instanceof Parsed.Ok<IpAddress> read) {
                assertThat(IpAddress.from(InetAddress.getByName(text.toString())))
                        .as("seed %d: %s", round, text)
                        .isEqualTo(read.value().unmapped());
            }
        }
    }

    /** Many zeros, so that gaps of every place and length occur. */
    private static byte[] octets(Random random) {
        byte[] octets = new byte[random.nextBoolean() ? 4 : 16];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0);
        }
        if (octets.length == 16 && random.nextInt(4) == 0) {
            Arrays.fill(octets, 0, 10, (byte) 0);
            Arrays.fill(octets, 10, 12, (byte) 0xFF);
        }
        return octets;
    }
}
