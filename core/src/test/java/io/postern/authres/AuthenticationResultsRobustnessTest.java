// SPDX-License-Identifier: Apache-2.0
package io.postern.authres;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.message.HeaderField;
import io.postern.testing.Prerequisites;
import io.postern.value.Parsed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class AuthenticationResultsRobustnessTest {
    private static final AuthservId OURS = AuthservId.of("mx.example.com");
    private static final Pattern BREAK = Pattern.compile("[^ \\\\] ");
    private static final List<String> SEEDS = List.of(
            "mx.example.com; spf=pass (a (b) c) reason=\"d e\" smtp.mailfrom=\"f g\"@h.example header.b=i/j; dkim=none",
            "Authentication-Results: i=1; \"mx.example.com\" 1; none",
            "spf=pass smtp.helo=a; mx.example.com; dkim=pass action=none header.d=;",
            "mx.example.com foo; x-tls=pass version=1\r\n bits=128/128 policy.a= smtp.b=c");
    private static final List<String> TOKENS = List.of(
            "mx.example.com",
            "spf",
            "pass",
            "none",
            "reason",
            "i=1;",
            "1",
            "a",
            ".",
            "=",
            "/",
            ";",
            "(",
            ")",
            "\"",
            "\\",
            "@",
            " ",
            "\r\n ",
            "\t",
            "\r",
            "\n",
            "#",
            ":",
            "Authentication-Results",
            "\u00E4",
            "\uD83D\uDE00",
            "\u0000",
            "smtp.",
            "_",
            "-",
            ",",
            "<");

    @Test
    void whateverIsReadIsWrittenAndReadAgain() {
        long seed = 8601;
        Random random = new Random(seed);
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            String text = random.nextBoolean() ? mutated(random) : tokens(random);
            check(text, "seed " + seed + " round " + round);
        }
    }

    @Test
    void whateverIsWrittenIsReadAsTheSame() {
        long seed = 8616;
        Random random = new Random(seed);
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            String what = "seed " + seed + " round " + round;
            AuthenticationResults value = value(random);
            String text = value.format();
            assertThat(AuthenticationResults.parse(text, Grammar.STRICT))
                    .as(what)
                    .isEqualTo(Parsed.ok(value));
            assertThat(AuthenticationResults.parse(text, Grammar.LENIENT))
                    .as(what)
                    .isEqualTo(Parsed.ok(value));
            assertThat(AuthenticationResults.parse(value.toField(), Grammar.STRICT))
                    .as(what)
                    .isEqualTo(Parsed.ok(value));
            checkLines(text, what);
        }
    }

    @Test
    void longInputTakesNoLongTime() {
        int times = 60_000;
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (String piece : TOKENS) {
                check("x; a=b " + piece.repeat(times / piece.length()), piece);
                check(piece.repeat(times / piece.length()), piece);
            }
        });
    }

    private static void check(String text, String what) {
        Optional<AuthenticationResults> lenient =
                AuthenticationResults.parse(text, Grammar.LENIENT).ok();
        AuthenticationResults.parse(text, Grammar.STRICT)
                .ok()
                .ifPresent(value -> assertThat(lenient).as(what).contains(value));
        lenient.ifPresent(value -> {
            String written = value.format();
            assertThat(AuthenticationResults.parse(written, Grammar.LENIENT))
                    .as(what)
                    .isEqualTo(Parsed.ok(value));
            checkLines(written, what);
        });
        String octets = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        boolean claimed = Claim.isMade(octets, OURS);
        if (lenient.filter(value -> OURS.matches(value.authservId())).isPresent()) {
            assertThat(claimed).as("claims ours, " + what + ": " + text).isTrue();
        }
    }

    private static void checkLines(String text, String what) {
        String field =
                HeaderField.of("ARC-Authentication-Results", " i=50; " + text).toString();
        assertThat(field.split("\r\n", -1)).as(what).allMatch(line -> line.length() < 998);
        String[] lines = text.split("\r\n", -1);
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            assertThat(line.codePointCount(0, line.length()) <= 78
                            || !BREAK.matcher(line).find())
                    .as(what + ": " + line)
                    .isTrue();
        }
    }

    private static String mutated(Random random) {
        StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), at + random.nextInt(3));
            text.replace(at, to, TOKENS.get(random.nextInt(TOKENS.size())));
        }
        return text.toString();
    }

    private static String tokens(Random random) {
        return text(random.nextInt(30), () -> TOKENS.get(random.nextInt(TOKENS.size())));
    }

    private static AuthenticationResults value(Random random) {
        return new AuthenticationResults(remote(random), random.nextInt(3), list(random, 4, () -> result(random)));
    }

    private static MethodResult result(Random random) {
        return new MethodResult(
                word(random),
                random.nextInt(3),
                word(random),
                Optional.of(remote(random)).filter(text -> random.nextBoolean()),
                Optional.of(remote(random)).filter(text -> random.nextBoolean() && !text.isBlank()),
                list(random, 5, () -> new Property(word(random), word(random), remote(random))));
    }

    private static String word(Random random) {
        return text(random.nextInt(8), () -> String.valueOf("abcXYZ019-".charAt(random.nextInt(10)))) + "z";
    }

    private static String remote(Random random) {
        int length = random.nextInt(20) == 0 ? 400 : random.nextInt(8);
        String text = text(length, () -> TOKENS.get(random.nextInt(TOKENS.size())));
        String address = random.nextInt(4) == 0 ? text + "@a.example" : text;
        return Property.ofRemote("smtp", "mailfrom", address).value();
    }

    private static String text(int count, Supplier<String> part) {
        return String.join("", Stream.generate(part).limit(count).toList());
    }

    private static <T> List<T> list(Random random, int max, Supplier<T> element) {
        List<T> list = new ArrayList<>();
        IntStream.range(0, random.nextInt(max)).forEach(i -> list.add(element.get()));
        return list;
    }
}
