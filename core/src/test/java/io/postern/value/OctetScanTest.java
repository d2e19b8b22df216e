// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OctetScanTest {
    private static final int ROUNDS = 20_000;

    private final Random random = new Random(63);

    @Test
    void theFirstOctetBelowALimitIsWhatAPlainLoopFinds() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] octets = octets();
            int from = random.nextInt(octets.length + 1);
            int end = from + random.nextInt(octets.length - from + 1);
            int limit = 1 + random.nextInt(128);
            int expected = from;
            while (expected < end && Byte.toUnsignedInt(octets[expected]) >= limit) {
                expected++;
            }
            assertThat(OctetScan.firstBelow(limit, octets, from, end)).isEqualTo(expected);
        }
    }

    @Test
    void theFirstEqualOctetIsWhatAPlainLoopFinds() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] octets = octets();
            int from = random.nextInt(octets.length + 1);
            int end = from + random.nextInt(octets.length - from + 1);
            byte octet = octet();
            int expected = from;
            while (expected < end && octets[expected] != octet) {
                expected++;
            }
            assertThat(OctetScan.first(octet, octets, from, end)).isEqualTo(expected);
        }
    }

    /** Mostly few values, so that what is looked for stands near what is one more or one less. */
    private byte[] octets() {
        byte[] octets = new byte[random.nextInt(64)];
        random.nextBytes(octets);
        if (random.nextInt(4) > 0) {
            for (int i = 0; i < octets.length; i++) {
                octets[i] = octet();
            }
        }
        return octets;
    }

    private byte octet() {
        int[] edges = {0, 1, 13, 14, 127, 128, 129, 255};
        return (byte) edges[random.nextInt(edges.length)];
    }
}
