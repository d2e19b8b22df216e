// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read is what was written. */
class SpoolRoundTripTest {
    private static final int MESSAGES = 5_000;

    @TempDir
    Path folder;

    @Test
    void messagesAndEnvelopesComeBackAsTheyWere() throws IOException {
        long seed = 1795320000L;
        SpoolSamples samples = new SpoolSamples(seed);
        Random random = new Random(seed);
        for (int round = 0; round < MESSAGES; round++) {
            String name = "seed " + seed + " round " + round;
            SpoolEnvelope envelope = samples.envelope();
            String message = samples.message();
            BodyForm form = random.nextInt(4) == 0 ? BodyForm.WIRE : BodyForm.LINE_FEED;
            SpoolIds ids = SpoolIds.ofThisProcess(
                    random.nextBoolean() ? IdForm.SHORT : IdForm.LONG, OptionalInt.empty(), Clock.systemUTC());
            SpoolSettings settings = SpoolSettings.of(folder)
                    .with(Durability.NONE)
                    .with(form)
                    .with(random.nextBoolean() ? Split.FLAT : Split.SPLIT);
            SpoolHeader written =
                    new SpoolWriter(settings, ids, SpoolFiles.ofSystem()).write(SpoolSamples.draft(envelope, message));
            SpoolEntry entry = new SpoolDirectory(folder).find(written.id()).orElseThrow();
            assertThat(SpoolDirectory.take(entry)).as(name).isInstanceOfSatisfying(Taken.Pair.class, taken -> {
                assertThat(taken.pair().header()).as(name).isEqualTo(written);
                assertThat(taken.pair().header().envelope()).as(name).isEqualTo(envelope);
                assertThat(octets(taken.pair())).as(name).isEqualTo(message);
                remove(taken.pair());
            });
        }
        assertThat(new SpoolDirectory(folder).list()).isEmpty();
    }

    @Test
    void aLargeBodyComesBackWithLineEndsAtEveryPlaceOfABuffer() throws IOException {
        StringBuilder body = new StringBuilder();
        for (int i = 0; body.length() < 3_000_000; i++) {
            body.append("x".repeat(i % 97)).append(i % 7 == 0 ? "\r" : "").append("\r\n");
        }
        String message = "Subject: large\r\n\r\n" + body + "\r";
        SpoolHeader written = new SpoolWriter(
                        SpoolSettings.of(folder),
                        SpoolIds.ofThisProcess(IdForm.SHORT, OptionalInt.empty(), Clock.systemUTC()),
                        SpoolFiles.ofSystem())
                .write(SpoolSamples.draft(SpoolSamples.envelope("", "a@example.org"), message));
        assertThat(written.body().lines())
                .isEqualTo((int) body.chars().filter(c -> c == '\n').count());
        assertThat(Files.size(folder.resolve(written.id().dataName())))
                .isEqualTo(19 + body.length() + 1 - written.body().lines());
        SpoolEntry entry = new SpoolDirectory(folder).find(written.id()).orElseThrow();
        assertThat(SpoolDirectory.take(entry)).isInstanceOfSatisfying(Taken.Pair.class, taken -> {
            assertThat(octets(taken.pair()).equals(message)).isTrue();
            remove(taken.pair());
        });
    }

    private static String octets(SpoolPair pair) {
        try (InputStream in = pair.message().open()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            in.transferTo(out);
            return out.toString(ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void remove(SpoolPair pair) {
        try (pair) {
            pair.remove();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
