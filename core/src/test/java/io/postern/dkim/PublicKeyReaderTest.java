// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.DkimSigning;
import io.postern.testing.Prerequisites;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicKeyReaderTest {
    private static final PublicKeyReader READER = new PublicKeyReader(Crypto.JDK);
    private static final BigInteger F4 = BigInteger.valueOf(65_537);

    @Test
    void bothFormsOfAnRsaKeyAreTheSameKey() {
        DkimSigning signing = DkimSigning.rsa(1024);
        PublicKeyReader.Reading info = READER.read(KeyType.RSA, decoded(signing.publicKey()));
        PublicKeyReader.Reading bare = READER.read(KeyType.RSA, decoded(signing.bareRsaKey()));
        assertThat(info.key()).isPresent().isEqualTo(bare.key());
        assertThat(info.bits()).isEqualTo(1024);
    }

    @ParameterizedTest(name = "{0} bits, exponent {1}: {2}")
    @CsvSource({
        "1024, 3, ",
        "1024, 65537, ",
        "8192, 65537, ",
        "8193, 65537, KEY_SIZE",
        "16384, 3, KEY_SIZE",
        "1023, 65537, SHORT_KEY",
        "8, 3, SHORT_KEY",
        "2048, 1, KEY_SYNTAX",
        "2048, 2, KEY_SYNTAX",
        "2048, 65536, KEY_SYNTAX",
        "2048, 18446744073709551615, ",
        "2048, 18446744073709551617, KEY_SIZE"
    })
    void modulusAndExponentAreBounded(int bits, BigInteger exponent, DkimReason refused) {
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        PublicKeyReader.Reading reading = READER.read(KeyType.RSA, rsa(modulus, exponent));
        assertThat(reading.refused()).isEqualTo(Optional.ofNullable(refused));
        assertThat(reading.key().isPresent()).isEqualTo(refused == null);
        assertThat(reading.bits()).isEqualTo(bits);
    }

    @Test
    void anEvenOrNegativeOrMissingModulusIsNone() {
        BigInteger even = BigInteger.ONE.shiftLeft(1500);
        for (byte[] octets : new byte[][] {
            rsa(even, F4),
            rsa(even.negate(), F4),
            rsa(even.add(BigInteger.ONE), F4.negate()),
            rsa(BigInteger.ZERO, F4),
            {},
            {0x30},
            {0x30, 0},
            {0x30, (byte) 0x84, 0, 0, 0, 1},
            {0x30, (byte) 0x80, 2, 0, 0, 0}
        }) {
            assertThat(READER.read(KeyType.RSA, octets).refused())
                    .as(Arrays.toString(octets))
                    .contains(DkimReason.KEY_SYNTAX);
        }
    }

    @Test
    void anEd25519KeyHas32Octets() {
        byte[] key = decoded(DkimSigning.ed25519().publicKey());
        assertThat(READER.read(KeyType.ED25519, key).key()).isPresent();
        for (int length : new int[] {0, 31, 33, 44}) {
            assertThat(READER.read(KeyType.ED25519, Arrays.copyOf(key, length)).refused())
                    .contains(DkimReason.KEY_SYNTAX);
        }
    }

    @Test
    void anyOctetsAreAKeyOrNone() throws Exception {
        long seed = 8301;
        Random random = new Random(seed);
        byte[] info = decoded(DkimSigning.rsa(1024).publicKey());
        byte[] bare = decoded(DkimSigning.rsa(1024).bareRsaKey());
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            byte[] octets = (random.nextBoolean() ? info : bare).clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                octets[random.nextInt(random.nextBoolean() ? 32 : octets.length)] = (byte) random.nextInt();
            }
            octets = random.nextInt(8) == 0 ? Arrays.copyOf(octets, random.nextInt(200)) : octets;
            PublicKeyReader.Reading reading = READER.read(KeyType.RSA, octets);
            String name = "seed " + seed + " round " + round;
            assertThat(reading.key().isPresent())
                    .as(name)
                    .isNotEqualTo(reading.refused().isPresent());
            if (reading.key().isPresent()) {
                assertThat(Crypto.JDK.verifies(reading.key().get(), new byte[32], new byte[(reading.bits() + 7) / 8]))
                        .as(name)
                        .isFalse();
            }
        }
    }

    @Test
    void anyPointIsAnEd25519KeyOrNone() {
        long seed = 8463;
        Random random = new Random(seed);
        int none = 0;
        for (int round = 0; round < 200; round++) {
            byte[] octets = new byte[32];
            random.nextBytes(octets);
            VerificationKey key = READER.read(KeyType.ED25519, octets).key().orElseThrow();
            byte[] signature = new byte[64];
            random.nextBytes(signature);
            try {
                assertThat(Crypto.JDK.verifies(key, new byte[32], signature)).isFalse();
            } catch (java.security.InvalidKeyException notAPoint) {
                none++;
            }
        }
        assertThat(none).as("points that are not on the curve").isBetween(1, 199);
    }

    private static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    private static byte[] rsa(BigInteger modulus, BigInteger exponent) {
        ByteArrayOutputStream contents = new ByteArrayOutputStream();
        contents.writeBytes(element(2, modulus.toByteArray()));
        contents.writeBytes(element(2, exponent.toByteArray()));
        return element(0x30, contents.toByteArray());
    }

    private static byte[] element(int tag, byte[] contents) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (contents.length >= 0x80) {
            out.write(0x82);
            out.write(contents.length >> 8);
        }
        out.write(contents.length);
        out.writeBytes(contents);
        return out.toByteArray();
    }
}
