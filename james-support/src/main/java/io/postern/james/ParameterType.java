// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.IpNetwork;
import io.postern.value.Parsed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a parameter may hold.
 *
 * @param allowed for a person: {@code off | observe | enforce}
 * @param parser of the text, which has been trimmed
 * @param <T> the value's type
 */
public record ParameterType<T>(String allowed, Function<String, Parsed<T>> parser) {
    public static final ParameterType<String> TEXT = new ParameterType<>("any text", Parsed::ok);
    public static final ParameterType<Boolean> FLAG = words(List.of(true, false), value -> value ? "true" : "false");
    public static final ParameterType<Duration> DURATION =
            new ParameterType<>("a number and ms, s, min, h or d, such as 20 s", ParameterType::duration);
    public static final ParameterType<List<IpNetwork>> NETWORKS = list("IP addresses or networks", IpNetwork::parse);
    public static final ParameterType<List<DomainName>> DOMAINS = list("domain names", DomainName::parse);
    public static final ParameterType<List<String>> ADDRESSES = list("mail addresses", ParameterType::address);
    public static final ParameterType<Optional<Path>> FILE = optional("a file's absolute path", ParameterType::file);

    /** A value that may be left empty. */
    public static <T> ParameterType<Optional<T>> optional(String allowed, Function<String, Parsed<T>> parser) {
        return new ParameterType<>(
                allowed,
                text -> text.isEmpty()
                        ? Parsed.ok(Optional.empty())
                        : parser.apply(text).map(Optional::of));
    }

    /** One of some words. */
    public static <T> ParameterType<T> words(List<T> values, Function<T, String> keyword) {
        String allowed = values.stream().map(keyword).collect(Collectors.joining(" | "));
        return new ParameterType<>(
                allowed,
                text -> values.stream()
                        .filter(value -> keyword.apply(value).equals(text))
                        .findFirst()
                        .map(Parsed::ok)
                        .orElse(Parsed.malformed(0, "word", "not one of " + allowed)));
    }

    /** A whole number in a range. */
    public static ParameterType<Integer> number(int least, int most) {
        return new ParameterType<>(least + " to " + most, text -> {
            boolean digits =
                    !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(Ascii::isDigit);
            int value = digits ? Integer.parseInt(text) : -1;
            return digits && value >= least && value <= most
                    ? Parsed.ok(value)
                    : Parsed.malformed(0, "number", "not a number of " + least + " to " + most);
        });
    }

    /** A duration in a range. */
    public static ParameterType<Duration> duration(Duration least, Duration most) {
        String allowed = DURATION.allowed() + ", " + least.toMillis() + " ms to " + most.toSeconds() + " s";
        return new ParameterType<>(
                allowed,
                text -> duration(text)
                        .fold(
                                value -> value.compareTo(least) < 0 || value.compareTo(most) > 0
                                        ? Parsed.malformed(0, "duration", "too short or too long")
                                        : Parsed.ok(value),
                                Parsed.Malformed::as));
    }

    /** Values between commas or white space; none at all for the empty text. */
    public static <T> ParameterType<List<T>> list(String ofWhat, Function<String, Parsed<T>> element) {
        return new ParameterType<>(ofWhat + ", separated by commas or spaces", text -> elements(text, element));
    }

    private static <T> Parsed<List<T>> elements(String text, Function<String, Parsed<T>> element) {
        List<T> values = new ArrayList<>();
        for (String word : words(text)) {
            Parsed<T> parsed = element.apply(word);
            if (!(parsed instanceof Parsed.Ok<T> ok)) {
                return Parsed.malformed(text.indexOf(word), "list", word + ": " + message(parsed));
            }
            values.add(ok.value());
        }
        return Parsed.ok(List.copyOf(values));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split("[,\\s]+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static String message(Parsed<?> parsed) {
        return parsed instanceof Parsed.Malformed<?> bad ? bad.message() : "";
    }

    private static Parsed<String> address(String text) {
        int at = text.lastIndexOf('@');
        boolean whole = at > 0 && DomainName.parse(text.substring(at + 1)).ok().isPresent();
        return whole ? Parsed.ok(Ascii.toLowerCase(text)) : Parsed.malformed(0, "address", "not local-part@domain");
    }

    private static Parsed<Path> file(String text) {
        Path path = Path.of(text);
        return path.isAbsolute() ? Parsed.ok(path) : Parsed.malformed(0, "file", "not an absolute path");
    }

    private static Parsed<Duration> duration(String text) {
        int digits = 0;
        while (digits < text.length() && Ascii.isDigit(text.charAt(digits))) {
            digits++;
        }
        if (digits == 0 || digits > 9) {
            return Parsed.malformed(0, "duration", "a number first");
        }
        long number = Long.parseLong(text, 0, digits, 10);
        return switch (text.substring(digits).trim()) {
            case "ms" -> Parsed.ok(Duration.ofMillis(number));
            case "s" -> Parsed.ok(Duration.ofSeconds(number));
            case "min" -> Parsed.ok(Duration.ofMinutes(number));
            case "h" -> Parsed.ok(Duration.ofHours(number));
            case "d" -> Parsed.ok(Duration.ofDays(number));
            default -> Parsed.malformed(digits, "duration", "a unit last: ms, s, min, h or d");
        };
    }
}
