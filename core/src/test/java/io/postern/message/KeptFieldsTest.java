// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import io.postern.value.Parsed;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeptFieldsTest {
    private static final String MARK = "Received: by mx.example.org id 1\r\n";

    /** What was received below the mark, what became of it, and what is put back. */
    record Case(String name, String received, String now, String restored) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("mangled", "a: \u00e9\r\nb: 1\r\n", "a: ?\r\nb: 1\r\n", "a: \u00e9\r\nb: 1\r\n"),
                new Case("folded", "a: \u00e9\r\n\t\u00ff x\r\n", "a: ?\r\n\t? x\r\n", "a: \u00e9\r\n\t\u00ff x\r\n"),
                new Case("in the name", "\u00e9: a\r\n", "?: a\r\n", "\u00e9: a\r\n"),
                new Case("no field at all", "gr\u00fc\u00df\r\n", "gr??\r\n", "gr\u00fc\u00df\r\n"),
                new Case(
                        "new fields around it",
                        "a: \u00e9\r\n",
                        "x: 1\r\na: ?\r\ny: ?\r\n",
                        "x: 1\r\na: \u00e9\r\ny: ?\r\n"),
                new Case("moved", "a: \u00e9\r\nb: \u00e8\r\n", "b: ?\r\na: ?\r\n", "b: \u00e8\r\na: \u00e9\r\n"),
                new Case("changed", "a: \u00e9 x\r\n", "a: ? y\r\n", "a: ? y\r\n"),
                new Case("its name changed", "a: \u00e9\r\n", "A: ?\r\n", "A: ?\r\n"),
                new Case("folded anew", "a: \u00e9 x\r\n", "a: ?\r\n x\r\n", "a: ?\r\n x\r\n"),
                new Case("removed", "a: \u00e9\r\nb: \u00e8\r\n", "b: ?\r\n", "b: \u00e8\r\n"),
                new Case(
                        "twins in order",
                        "a: \u00e9\r\na: \u00e8\r\n",
                        "a: ?\r\na: ?\r\n",
                        "a: \u00e9\r\na: \u00e8\r\n"),
                new Case("one more twin", "a: \u00e9\r\n", "a: ?\r\na: ?\r\n", "a: \u00e9\r\na: ?\r\n"),
                new Case("one twin gone, which?", "a: \u00e9\r\na: \u00e8\r\n", "a: ?\r\n", "a: ?\r\n"),
                new Case("equal ones, one gone", "a: \u00e9\r\na: \u00e9\r\n", "a: ?\r\n", "a: \u00e9\r\n"),
                new Case("not mangled", "a: \u00e9\r\nb: \u00e8\r\n", "a: \u00e9\r\nb: ?\r\n", "a: \u00e9\r\nb: ?\r\n"),
                new Case(
                        "a question of its own",
                        "a: \u00e9?\r\nb: ?\r\n",
                        "a: ??\r\nb: ?\r\n",
                        "a: \u00e9?\r\nb: ?\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void isPutBackWhereItsTwinStands(Case c) throws IOException {
        KeptFields kept = kept(MARK + c.received + "\r\nbody \u00e9");

        assertThat(text(kept.restore(read(MARK + c.now + "\r\nbody ?")))).isEqualTo(MARK + c.restored + "\r\nbody ?");
    }

    @Test
    void aMessageWithoutTheMarkIsAnotherOne() throws IOException {
        KeptFields kept = kept(MARK + "Subject: =\u00fcUTF-8?Q?x?=\r\n\r\n");
        Message bounce = read("Received: by mx.example.org id 2\r\nSubject: =?UTF-8?Q?x?=\r\n\r\n");

        assertThat(kept.restore(bounce)).isSameAs(bounce);
    }

    @Test
    void aHeadThatWasNotReadToItsEndIsLeftAlone() throws IOException {
        KeptFields kept = kept(MARK + "a: \u00e9\r\n\r\n");
        Message cut = Message.read(source(MARK + "a: ?\r\nb: 1\r\n\r\n"), MARK.length() + 8);

        assertThat(cut.head().end()).isEqualTo(HeaderEnd.LIMIT);
        assertThat(kept.restore(cut)).isSameAs(cut);
    }

    @Test
    void aLineEndThatWasMissingStaysWhereItIsNow() throws IOException {
        KeptFields kept = kept(MARK + "a: \u00e9");

        assertThat(text(kept.restore(read(MARK + "a: ?\r\n\r\n")))).isEqualTo(MARK + "a: \u00e9\r\n\r\n");
        assertThat(text(kept.restore(read(MARK + "a: ?")))).isEqualTo(MARK + "a: \u00e9");
    }

    @Test
    void asciiNeedsNoKeeping() throws IOException {
        assertThat(KeptFields.of(read(MARK + "a: 1\r\n\r\n\u00e9").head())).isEmpty();
    }

    @Test
    void withoutAMarkNothingIsKept() throws IOException {
        assertThat(KeptFields.of(read("a: \u00e9\r\n\r\n").head())).isEmpty();
        assertThat(KeptFields.of(read(" a: 1\r\nb: \u00e9\r\n\r\n").head())).isEmpty();
    }

    @Test
    void aFirstLineThatContinuesNothingIsNotKept() throws IOException {
        assertThat(KeptFields.of(read(" \u00e9\r\n" + MARK + "\r\n").head())).isEmpty();
    }

    @Test
    void theBoundIsOnMarkAndFieldsTogether() throws IOException {
        String room = "a: \u00e9" + "x".repeat(KeptFields.MAX_OCTETS - MARK.length() - 6);
        KeptFields full = kept(MARK + room + "\r\n\r\n");
        KeptFields over = kept(MARK + room + "y\r\n\r\n");

        assertThat(full.length()).isEqualTo(KeptFields.MAX_OCTETS);
        assertThat(parsed(full.octets()).octets()).isEqualTo(full.octets());
        assertThat(over.length()).isEqualTo(KeptFields.MAX_OCTETS + 1);
        assertThat(KeptFields.parse(over.octets())).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void whatWasNotKeptIsMalformed() {
        for (String text :
                List.of("", MARK, "a: \u00e9\r\n", MARK + "a: 1\r\n", MARK + "a: \u00e9\r\n\r\n", "x\r\na: \u00e9")) {
            assertThat(KeptFields.parse(text.getBytes(ISO_8859_1))).as(text).isInstanceOf(Parsed.Malformed.class);
        }
    }

    /** One field of a head that is under way: what it was when received, and what it is now. */
    private record Travelling(String received, String now) {
        boolean isUntouched() {
            return now.equals(mangled(received));
        }
    }

    @Test
    void untouchedFieldsComeBackAndTouchedOnesStayInAnyHead() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            checkJourney(random, "seed " + seed + " round " + round);
        }
    }

    private static void checkJourney(Random random, String what) throws IOException {
        List<String> received = new ArrayList<>(List.of(MARK));
        for (int i = random.nextInt(8); i > 0; i--) {
            received.add(field(random));
        }
        var kept = KeptFields.of(read(String.join("", received) + "\r\n").head());
        if (kept.isEmpty()) {
            return;
        }
        List<Travelling> journey = journey(received, random);
        String now = String.join("", journey.stream().map(Travelling::now).toList());
        List<HeaderField> result =
                parsed(kept.get().octets()).restore(read(now + "\r\n")).head().fields();

        assertThat(result).as(what).hasSameSizeAs(journey);
        for (int i = 0; i < result.size(); i++) {
            Travelling field = journey.get(i);
            String is = result.get(i).toString();
            assertThat(mangled(is)).as(what + ": nothing but ? changes").isEqualTo(mangled(field.now));
            if (isAlone(field, received, journey)) {
                assertThat(is).as(what).isEqualTo(field.isUntouched() ? field.received : field.now);
            }
        }
        List<String> put = result.stream()
                .map(HeaderField::toString)
                .filter(f -> !f.equals(mangled(f)))
                .toList();
        List<String> unused = new ArrayList<>(received);
        put.forEach(field ->
                assertThat(unused.remove(field)).as(what + ": used once").isTrue());
    }

    /** Whether what it was, and what it is now, can be told from all others. */
    private static boolean isAlone(Travelling field, List<String> received, List<Travelling> journey) {
        long had = received.stream()
                .filter(other -> mangled(other).equals(field.now))
                .count();
        long has = journey.stream().filter(other -> other.now.equals(field.now)).count();
        return had == 0 || (had == has && field.isUntouched() && had == 1);
    }

    /** Mangled, and then by others edited, removed, added to and doubled. */
    private static List<Travelling> journey(List<String> received, Random random) {
        List<Travelling> journey = new ArrayList<>();
        for (String field : received) {
            String now = mangled(field);
            switch (field.equals(MARK) ? 9 : random.nextInt(10)) {
                case 0 -> journey.add(new Travelling("", "edited-" + now));
                case 1 -> {}
                case 2 -> {
                    journey.add(new Travelling("", "new: ?\r\n"));
                    journey.add(new Travelling(field, now));
                }
                case 3 -> {
                    journey.add(new Travelling(field, now));
                    journey.add(new Travelling("", now));
                }
                default -> journey.add(new Travelling(field, now));
            }
        }
        return journey;
    }

    private static String field(Random random) {
        StringBuilder field =
                new StringBuilder().append((char) ('a' + random.nextInt(12))).append(": ");
        for (int i = random.nextInt(12); i > 0; i--) {
            String some = List.of("\u00e9", "\u0080", "\u00ff", "?", "x", ":", "\r\n\t.", " ")
                    .get(random.nextInt(8));
            field.append(some);
        }
        return field.append("\r\n").toString();
    }

    private static String mangled(String octets) {
        return octets.replaceAll("[\u0080-\u00ff]", "?");
    }

    private static KeptFields kept(String message) throws IOException {
        return parsed(KeptFields.of(read(message).head()).orElseThrow().octets(), message);
    }

    private static KeptFields parsed(byte[] octets) {
        return KeptFields.parse(octets).ok().orElseThrow();
    }

    /** Through its stored form, unless it is above the bound. */
    private static KeptFields parsed(byte[] octets, String message) throws IOException {
        return octets.length > KeptFields.MAX_OCTETS
                ? KeptFields.of(read(message).head()).orElseThrow()
                : parsed(octets);
    }

    private static OctetSource source(String octets) {
        return OctetSource.of(octets.getBytes(ISO_8859_1));
    }

    private static Message read(String octets) throws IOException {
        return Message.read(source(octets));
    }

    private static String text(Message message) throws IOException {
        try (InputStream in = message.open()) {
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }
}
