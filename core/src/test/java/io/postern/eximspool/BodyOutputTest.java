// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is written and counted, whatever the lengths of chunks, against the same said by whole texts. */
class BodyOutputTest {
    private static final String NAME = "1xUr8B-0005PP-0K-D";
    private static final List<String> PIECES =
            List.of("\r\n", "\r\n", "\r", "\n", "\0", "\t", "\u00e9", "\u0080\u007f");

    private static BodyFacts copy(BodyOutput output, String body, int longestFieldLine) throws IOException {
        return output.copy(new ByteArrayInputStream(body.getBytes(ISO_8859_1)), longestFieldLine);
    }

    private static BodyFacts expected(BodyForm form, String body) {
        String stored = body.replace("\r\n", "\n");
        int longest = 0;
        for (String line : stored.split("\n", -1)) {
            longest = Math.max(longest, line.length());
        }
        int lines = (int) stored.chars().filter(c -> c == '\n').count();
        int zeros = (int) stored.chars().filter(c -> c == 0).count();
        return new BodyFacts(form, lines, zeros, longest);
    }

    private static String body(Random random) {
        StringBuilder body = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            body.append("x".repeat(random.nextInt(20))).append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return body.toString();
    }

    @Test
    void chunksMakeNoDifference() throws IOException {
        for (int seed = 0; seed < Prerequisites.fuzzRounds(); seed++) {
            Random random = new Random(seed);
            String body = body(random);
            BodyForm form = random.nextBoolean() ? BodyForm.WIRE : BodyForm.LINE_FEED;
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BodyOutput output = BodyOutput.ofChunks(form, NAME, 1 + random.nextInt(40), out);
            assertThat(copy(output, body, 0)).as("seed %d", seed).isEqualTo(expected(form, body));
            assertThat(out.toString(ISO_8859_1))
                    .as("seed %d", seed)
                    .isEqualTo(NAME + "\n" + (form == BodyForm.WIRE ? body : body.replace("\r\n", "\n")));
        }
    }

    @Test
    void aLengthThatIsWrongMakesNoDifference() throws IOException {
        String body = "One\r\ntwo and more\r\n";
        for (long length : new long[] {-1, 0, 3, 18, 19, 20, Long.MAX_VALUE}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BodyOutput output = BodyOutput.of(BodyForm.LINE_FEED, NAME, OptionalLong.of(length), out);
            assertThat(copy(output, body, 0)).isEqualTo(expected(BodyForm.LINE_FEED, body));
            assertThat(out.toString(ISO_8859_1)).isEqualTo(NAME + "\nOne\ntwo and more\n");
        }
    }

    @Test
    void theLongestLineMayBeOneOfTheHeader() throws IOException {
        BodyOutput output =
                BodyOutput.of(BodyForm.LINE_FEED, NAME, OptionalLong.empty(), ByteArrayOutputStream.nullOutputStream());
        assertThat(copy(output, "One\r\n", 30).longestLine()).isEqualTo(30);
    }
}
