// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6376 §3.2. */
class TagListTest {
    @Test
    void tagsKeepTheirOrderAndLoseTheWhiteSpaceAroundThem() {
        TagList list = TagList.parse(" v = 1 ;a=x y\r\n\tz; b=\r\n abc \r\n\tdef ; c=;d_1=\u00e4:=")
                .orThrow();
        assertThat(list.tags()).extracting(TagList.Tag::name).containsExactly("v", "a", "b", "c", "d_1");
        assertThat(list.tags())
                .extracting(TagList.Tag::value)
                .containsExactly("1", "x y\r\n\tz", "abc \r\n\tdef", "", "\u00e4:=");
        assertThat(list.tag("b").orElseThrow().compactValue()).isEqualTo("abcdef");
        assertThat(list.value("B")).isEmpty();
    }

    @Test
    void aTagKnowsWhereItsValueIs() {
        String text = "a=1; b = xy \r\n\tz; c=3";
        TagList.Tag tag = TagList.parse(text).orThrow().tag("b").orElseThrow();
        assertThat(text.substring(tag.start(), tag.end())).isEqualTo(" xy \r\n\tz");
        assertThat(new StringBuilder(text).delete(tag.start(), tag.end())).hasToString("a=1; b =; c=3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=1;", "a=1 ; ", "a=1;\r\n\t", "a=1;\n b=2", "a=1\r\n", "a=\t;b=2"})
    void whiteSpaceAndOneSemicolonMayEndAList(String text) {
        assertThat(TagList.parse(text).ok()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ";",
                "a",
                "a;b=1",
                "=1",
                "1a=1",
                "_a=1",
                "a=1;;b=2",
                "a=1;b",
                "a=1;a=2",
                "a b=1",
                "a=\0",
                "a=\u007f",
                "a=1\r\nb=2",
                "a=1\rb",
                "a\u00e4=1",
                "a=1; ;"
            })
    void everythingElseIsMalformed(String text) {
        assertThat(TagList.parse(text)).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void namesAreCaseSensitive() {
        assertThat(TagList.parse("a=1;A=2").orThrow().tags()).hasSize(2);
    }

    @Test
    void lengthAndNumberAreBounded() {
        String longest = "a=" + "x".repeat(TagList.MAX_LENGTH - 2);
        assertThat(TagList.parse(longest).ok()).isPresent();
        assertThat(TagList.parse(longest + "x").ok()).isEmpty();
        StringBuilder most = new StringBuilder("t=0");
        for (int i = 1; i < TagList.MAX_TAGS; i++) {
            most.append(";t").append(i).append("=");
        }
        assertThat(TagList.parse(most.toString()).ok()).isPresent();
        assertThat(TagList.parse(most + ";u=").ok()).isEmpty();
    }

    @Test
    void anyTextIsAListOrMalformedAtAPlaceWithinIt() {
        long seed = 6376;
        Random random = new Random(seed);
        String pieces = "ab1_=;:/ \t\r\n\0\u00e4";
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "v=1; a=x; " : "");
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(pieces.charAt(random.nextInt(pieces.length())));
            }
            String name = "seed " + seed + " round " + round + ": " + text;
            int offset =
                    TagList.parse(text.toString()).fold(ok -> rebuilt(ok, text.toString(), name), bad -> bad.offset());
            assertThat(offset).as(name).isBetween(0, text.length());
        }
    }

    /** What the positions say is what the values say. */
    private static int rebuilt(TagList list, String text, String name) {
        for (TagList.Tag tag : list.tags()) {
            String raw = text.substring(tag.start(), tag.end());
            assertThat(raw.strip()).as(name).isEqualTo(tag.value().strip());
            assertThat(text.charAt(tag.start() - 1)).as(name).isEqualTo('=');
        }
        return 0;
    }
}
