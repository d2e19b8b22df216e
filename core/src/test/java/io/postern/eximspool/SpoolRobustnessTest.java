// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import io.postern.value.Parsed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in an -H: it is read, or refused with a reason at a place within it. */
class SpoolRobustnessTest {
    private static final SpoolId ID = new SpoolId("1xUr8B-0005PP-0K");
    private static final int HANG_SECONDS = 300;

    private static final String PIECES = "\n\r -YNX<>#,0123456789()\0\u00e4ab@P*";

    @TempDir
    private Path folder;

    @Test
    void mutatedFilesAreReadOrRefusedWithAReason() throws IOException {
        long seed = 497;
        Random random = new Random(seed);
        SpoolSamples samples = new SpoolSamples(seed);
        int read = 0;
        int refused = 0;
        for (int round = 0; round < Prerequisites.fuzzRounds() / 2; round++) {
            String file = mutated(file(samples), random);
            Parsed<SpoolHeader> parsed = SpoolHeader.parse(file.getBytes(ISO_8859_1), ID);
            String name = "seed " + seed + " round " + round + "\n" + file;
            if (parsed instanceof Parsed.Malformed<SpoolHeader> bad) {
                assertThat(bad.offset()).as(name).isBetween(0, file.length());
                assertThat(bad.message()).as(name).isNotEmpty();
                refused++;
            } else {
                // what was read can be written, and is then read as the same
                SpoolHeader header = parsed.orThrow();
                assertThat(SpoolHeader.parse(octets(header), ID).ok()).as(name).contains(header);
                read++;
            }
        }
        assertThat(read).isGreaterThan(1_000);
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    @Timeout(HANG_SECONDS)
    void mutatedPairsAreTakenOrRefusedWithAReason() throws IOException {
        long seed = 501;
        Random random = new Random(seed);
        SpoolSamples samples = new SpoolSamples(seed);
        SpoolEntry entry = new SpoolEntry(ID, folder.resolve(ID.headerName()));
        int taken = 0;
        int refused = 0;
        for (int round = 0; round < Prerequisites.fuzzRounds() / 10; round++) {
            String header = random.nextInt(4) == 0 ? mutated(file(samples), random) : file(samples);
            String wire = random.nextBoolean()
                    ? header
                    : header.replaceFirst("\n-body_linecount \\d+", "\n-spool_file_wireformat");
            String body = random.nextInt(8) == 0 ? "" : "line " + round + "\r\n\n\0\u00e9 last";
            String data = mutated(ID.dataName() + "\n" + body, random);
            Files.writeString(entry.header(), wire, ISO_8859_1);
            Files.writeString(entry.data(), data, ISO_8859_1);
            String name = "seed " + seed + " round " + round + "\n" + data;
            Taken result = SpoolDirectory.take(entry);
            if (result instanceof Taken.Malformed bad) {
                assertThat(bad.why()).as(name).contains(ID.text());
                refused++;
            } else {
                readWhole(((Taken.Pair) result).pair(), data, name);
                taken++;
            }
        }
        assertThat(taken).isGreaterThan(300);
        assertThat(refused).isGreaterThan(300);
    }

    /** Every octet behind the first line comes, and not more than two for one. */
    private static void readWhole(SpoolPair pair, String data, String name) throws IOException {
        String body = data.substring(data.indexOf('\n') + 1);
        try (pair;
                InputStream in = pair.body().open()) {
            String read = new String(in.readAllBytes(), ISO_8859_1);
            boolean wire = pair.header().body().form() == BodyForm.WIRE;
            assertThat(read).as(name).isEqualTo(wire ? body : body.replace("\n", "\r\n"));
        }
    }

    @Test
    void aCountBeyondTheFileCostsNothing() {
        String head = "1xUr8B-0005PP-0K-H\njames 1 1\n<>\n1 0\n";
        for (String file : new String[] {
            head + "-aclm 0 999999999\nx\nXX\n0\n\n",
            head + "XX\n999999999\n",
            head + "XX\n16385\n",
            head + "XX\n0\n\n999999999P Received: x\n",
            head + "YY a\n".repeat(1_000),
            head + "-".repeat(100_000),
            head + "-a\n".repeat(SpoolEnvelope.MAX_VARIABLES + 1) + "XX\n0\n\n"
        }) {
            assertThat(SpoolHeader.parse(file.getBytes(ISO_8859_1), ID).ok()).isEmpty();
        }
    }

    private static String file(SpoolSamples samples) throws IOException {
        SpoolDraft draft = SpoolSamples.draft(samples.envelope(), samples.message());
        return new String(
                octets(new SpoolHeader(
                        ID, draft.envelope(), new BodyFacts(BodyForm.LINE_FEED, 1, 2, 3), draft.fields())),
                ISO_8859_1);
    }

    private static byte[] octets(SpoolHeader header) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        header.writeTo(out);
        return out.toByteArray();
    }

    private static String mutated(String text, Random random) {
        StringBuilder out = new StringBuilder(text);
        for (int i = random.nextInt(4); i > 0 && out.length() > 0; i--) {
            int at = random.nextInt(out.length());
            char c = PIECES.charAt(random.nextInt(PIECES.length()));
            switch (random.nextInt(5)) {
                case 0 -> out.deleteCharAt(at);
                case 1 -> out.insert(at, c);
                case 2 -> out.setCharAt(at, c);
                case 3 -> out.setLength(at);
                default -> out.insert(at, out.substring(at, Math.min(out.length(), at + random.nextInt(40))));
            }
        }
        return out.toString();
    }
}
