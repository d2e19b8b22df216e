// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.postern.testing.Prerequisites;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageTest {
    private static final HeaderField OURS = HeaderField.of("X-Ours", " 1\r\n 2");
    private static final HeaderField SECOND = HeaderField.of("X-Second", " 3");

    @Test
    void newFieldsStandOnTopInTheirOrder() throws IOException {
        Message message = read("a: 1\r\n\r\nbody\r\n");

        assertThat(text(message.prepend(List.of(OURS, SECOND))))
                .isEqualTo("X-Ours: 1\r\n 2\r\nX-Second: 3\r\na: 1\r\n\r\nbody\r\n");
        assertThat(text(message.prepend(List.of(SECOND)).prepend(List.of(OURS))))
                .isEqualTo("X-Ours: 1\r\n 2\r\nX-Second: 3\r\na: 1\r\n\r\nbody\r\n");
    }

    @Test
    void removedFieldsTakeTheirFoldsWithThem() throws IOException {
        Message message = read("a: 1\r\n x\r\nb: 2\nA: 3\n\nbody\n");

        assertThat(text(message.without(field -> field.isNamed("a")))).isEqualTo("b: 2\n\nbody\n");
        assertThat(text(message.without(field -> true))).isEqualTo("\nbody\n");
    }

    @Test
    void onlyTheTopmostFieldOfANameIsRemoved() throws IOException {
        Message message = read("b: 2\r\na: 1\r\nA: 1\r\n\r\nbody");

        assertThat(text(message.withoutFirst("A"))).isEqualTo("b: 2\r\nA: 1\r\n\r\nbody");
        assertThat(text(message.withoutFirst("c"))).isEqualTo(text(message));
    }

    @Test
    void aSenderCannotContinueOurFieldByAFoldedFirstLine() throws IOException {
        Message message =
                read(" dkim=pass\r\na: 1\r\n\r\n").prepend(List.of(SECOND)).prepend(List.of(OURS));

        assertThat(text(message)).isEqualTo(" dkim=pass\r\nX-Ours: 1\r\n 2\r\nX-Second: 3\r\na: 1\r\n\r\n");
        assertThat(Message.read(message).head().first("X-Second")).contains(SECOND);
    }

    @Test
    void aFoldedFirstLineWithoutLineEndGetsOne() throws IOException {
        assertThat(text(read(" x").prepend(List.of(SECOND)))).isEqualTo(" x\r\nX-Second: 3\r\n");
        assertThat(text(read(" x").prepend(List.of()))).isEqualTo(" x");
    }

    @Test
    void messagesWithoutBodyOrFieldsTakeNewFields() throws IOException {
        assertThat(text(read("").prepend(List.of(SECOND)))).isEqualTo("X-Second: 3\r\n");
        assertThat(text(read("a: 1").prepend(List.of(SECOND)))).isEqualTo("X-Second: 3\r\na: 1");
        assertThat(text(read("\r\nbody").prepend(List.of(SECOND)))).isEqualTo("X-Second: 3\r\n\r\nbody");
    }

    @Test
    void theBodyBeginsBehindTheEmptyLineAndOpensAgain() throws IOException {
        OctetSource body = read("a: 1\r\n\r\nbody\r\n").prepend(List.of(OURS)).body();

        assertThat(text(body)).isEqualTo("body\r\n").isEqualTo(text(body));
        assertThat(body.length()).hasValue(6);
        assertThat(text(read("a: 1").body())).isEmpty();
    }

    @Test
    void knowsItsLengthWhereTheSourceDoes(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("message"), "a: 1\r\n\r\nbody\r\n");

        assertThat(read("a: 1\r\n\r\nbody\r\n").prepend(List.of(SECOND)).length())
                .hasValue(14 + 13);
        assertThat(Message.read(OctetSource.of(file)).length()).isEmpty();
        assertThat(text(Message.read(OctetSource.of(file)))).isEqualTo("a: 1\r\n\r\nbody\r\n");
    }

    @Test
    void takesOnlyWholeFields() throws IOException {
        List<HeaderField> parts = read(" x\r\nword\r\nb: 2").head().fields();

        Message message = read("a: 1\r\n\r\n");
        for (HeaderField part : parts) {
            assertThatIllegalArgumentException().isThrownBy(() -> message.prepend(List.of(part)));
        }
    }

    @Test
    void aHeadThatWasNotReadToItsEndIsNotChanged() throws IOException {
        Message message = Message.read(OctetSource.of("a: 1\r\nb: 2\r\n\r\nx".getBytes(StandardCharsets.US_ASCII)), 8);

        assertThat(message.head().fields()).hasSize(1);
        assertThat(text(message)).isEqualTo("a: 1\r\nb: 2\r\n\r\nx");
        assertThat(text(message.body())).isEqualTo("b: 2\r\n\r\nx");
        assertThatIllegalStateException().isThrownBy(() -> message.prepend(List.of(OURS)));
        assertThatIllegalStateException().isThrownBy(() -> message.without(field -> true));
    }

    @Test
    void aSourceThatBecameShorterIsAnIoException(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("message"), "a: 1\r\n\r\nbody\r\n");
        Message message = Message.read(OctetSource.of(file));
        Files.writeString(file, "a");

        assertThatExceptionOfType(EOFException.class).isThrownBy(message::open);
    }

    @Test
    void everyMessageOfTheSuiteSurvivesAddingAndRemoving() throws IOException {
        List<Path> files;
        try (Stream<Path> folder = Files.list(Prerequisites.suite("messages"))) {
            files = folder.sorted().toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(82);
        for (Path file : files) {
            checkRoundTrip(Files.readAllBytes(file), file.toString());
        }
    }

    @Test
    void noOctetIsLostWhateverTheOctets() throws IOException {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            checkRoundTrip(octets(random), "seed " + seed + " round " + round);
        }
    }

    private static void checkRoundTrip(byte[] octets, String what) throws IOException {
        Message message = Message.read(OctetSource.of(octets));
        assertThat(octets(message)).as(what).isEqualTo(octets);
        assertThat(message.head().length() + message.head().emptyLineOctets() + octets(message.body()).length)
                .as(what)
                .isEqualTo(octets.length);

        boolean folded = octets.length > 0 && (octets[0] == ' ' || octets[0] == '\t');
        Message added = Message.read(message.prepend(List.of(OURS, SECOND)));
        assertThat(added.head().fields()).as(what).contains(OURS, SECOND);
        if (!folded) {
            byte[] all = octets(added);
            assertThat(digest(all, OURS.length() + SECOND.length())).as(what).isEqualTo(digest(octets, 0));
            assertThat(octets(added.without(field -> field.equals(OURS) || field.equals(SECOND))))
                    .as(what)
                    .isEqualTo(octets);
        }
    }

    /** Mostly what matters to the head: names, colons, spaces and line ends. */
    private static byte[] octets(Random random) {
        byte[] octets = new byte[random.nextInt(80)];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte)
                    (random.nextInt(8) == 0 ? random.nextInt(256) : "ab: \t\r\n\n\r\r\n".charAt(random.nextInt(11)));
        }
        return octets;
    }

    private static String digest(byte[] octets, int from) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(octets, from, octets.length - from);
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** By writing; {@link #text} reads instead. */
    private static byte[] octets(OctetSource source) throws IOException {
        if (source instanceof Message message) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            message.writeTo(out);
            return out.toByteArray();
        }
        try (InputStream in = source.open()) {
            return in.readAllBytes();
        }
    }

    private static String text(OctetSource source) throws IOException {
        try (InputStream in = source.open()) {
            String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(new String(octets(source), StandardCharsets.ISO_8859_1)).isEqualTo(text);
            return text;
        }
    }

    private static Message read(String octets) throws IOException {
        return Message.read(OctetSource.of(octets.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
