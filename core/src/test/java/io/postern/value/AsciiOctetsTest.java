// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AsciiOctetsTest {
    private static final int ROUNDS = 20_000;

    private final Random random = new Random(65);

    @Test
    void aToZBecomeLowerCaseAndNothingElseChanges() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] octets = octets();
            int from = random.nextInt(octets.length + 1);
            int to = from + random.nextInt(octets.length - from + 1);
            byte[] lower = octets.clone();
            AsciiOctets.toLowerCase(lower, from, to);
            String text = text(octets);
            assertThat(text(lower))
                    .isEqualTo(
                            text.substring(0, from) + Ascii.toLowerCase(text.substring(from, to)) + text.substring(to));
        }
    }

    @Test
    void equalityForgivesCaseAloneAndEqualOctetsHaveOneHash() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] octets = octets();
            byte[] others = changed(octets);
            boolean equal = Ascii.equalsIgnoreCase(text(octets), text(others));
            int shift = random.nextInt(9);
            byte[] shifted = new byte[others.length + shift];
            System.arraycopy(others, 0, shifted, shift, others.length);
            assertThat(AsciiOctets.equalsIgnoreCase(octets, 0, octets.length, shifted, shift, shifted.length))
                    .as("%s and %s", text(octets), text(others))
                    .isEqualTo(equal);
            if (equal) {
                assertThat(AsciiOctets.hashIgnoringCase(octets, 0, octets.length))
                        .isEqualTo(AsciiOctets.hashIgnoringCase(shifted, shift, shifted.length));
            }
        }
    }

    /** Names that have one hash under every factor, where a hash is the lower half of a product. */
    @Test
    void namesMadeForOneHashHaveMany() {
        Set<Integer> hashes = new HashSet<>();
        for (int name = 0; name < 1024; name++) {
            byte[] octets = new byte[160];
            for (int pair = 0; pair < 10; pair++) {
                byte high = (byte) (0x61 | (name >> pair & 1) << 7);
                octets[16 * pair + 7] = high;
                octets[16 * pair + 15] = high;
            }
            hashes.add(AsciiOctets.hashIgnoringCase(octets, 0, octets.length));
        }
        assertThat(hashes).hasSizeGreaterThan(1000);
    }

    private byte[] octets() {
        byte[] octets = new byte[random.nextInt(40)];
        random.nextBytes(octets);
        String edges = "@AZ[`az{";
        for (int i = 0; i < octets.length; i++) {
            octets[i] = random.nextBoolean() ? (byte) edges.charAt(random.nextInt(edges.length())) : octets[i];
        }
        return octets;
    }

    /** By the bit of case here and there, or by another one. */
    private byte[] changed(byte[] octets) {
        byte[] others = octets.clone();
        for (int i = 0; i < others.length; i++) {
            boolean letter = Ascii.isAlpha(others[i]);
            if (random.nextInt(4) == 0 && (letter || random.nextInt(16) == 0)) {
                others[i] ^= 0x20;
            }
        }
        if (others.length > 0 && random.nextInt(4) == 0) {
            others[random.nextInt(others.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return others;
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
