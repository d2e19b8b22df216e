// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.message.CrlfInput.LineEnd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CrlfInputTest {
    private static final String ALPHABET = "\r\n\n\rx\0\u00e9\u00ff";

    private static InputStream input(String octets, LineEnd end) {
        return new CrlfInput(new ByteArrayInputStream(octets.getBytes(ISO_8859_1)), end);
    }

    private static String expected(String octets, LineEnd end) {
        return octets.replaceAll(end == LineEnd.LF ? "\n" : "\r\n|\r|\n", "\r\n");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"LF, ab|c|, ab^|c^|", "LF, a^|, a^^|", "LF, a^b, a^b", "ANY, a^|b|c^, a^|b^|c^|", "ANY, ||^, ^|^|^|"})
    void endsLines(LineEnd end, String octets, String expected) throws IOException {
        String text = octets.replace('^', '\r').replace('|', '\n');
        assertThat(new String(input(text, end).readAllBytes(), ISO_8859_1))
                .isEqualTo(expected.replace('^', '\r').replace('|', '\n'));
    }

    /** Longer than what is read at once, taken in pieces of all lengths, single octets too. */
    @ParameterizedTest
    @EnumSource
    void piecesMakeNoDifference(LineEnd end) throws IOException {
        Random random = new Random(5);
        for (int round = 0; round < 20; round++) {
            StringBuilder octets = new StringBuilder();
            for (int i = random.nextInt(70_000); i > 0; i--) {
                octets.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            StringBuilder read = new StringBuilder();
            InputStream in = input(octets.toString(), end);
            byte[] piece = new byte[40_000];
            for (int length = 0; length >= 0; ) {
                read.append(new String(piece, 0, length, ISO_8859_1));
                length = in.read(piece, 0, 1 + random.nextInt(random.nextBoolean() ? 3 : piece.length));
            }
            assertThat(read.toString()).as("round %d", round).isEqualTo(expected(octets.toString(), end));
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void octetByOctet() throws IOException {
        InputStream in = input("\u00ff\n", LineEnd.LF);
        assertThat(new int[] {in.read(), in.read(), in.read(), in.read()}).containsExactly(0xFF, '\r', '\n', -1);
    }
}
