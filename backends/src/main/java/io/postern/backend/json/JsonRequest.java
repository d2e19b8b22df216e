// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.value.Ascii;
import io.postern.value.Parsed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * A request: a JSON object, read member by member. Members that nobody reads are ignored. Each method throws
 * {@link BadRequest} where the member is not what the method's name says, or is missing and not optional.
 */
public final class JsonRequest {
    /** Longest piece of a wrong value that a message quotes. Ours. */
    private static final int MAX_QUOTED = 80;
    /** Objects and lists within each other. Ours: no request needs ten, and writing one back is recursive. */
    private static final int MAX_DEPTH = 500;
    /** The last second of the year 9999: what every format of a date can hold. */
    private static final long MAX_SECONDS = 253_402_300_799L;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // a number that is only handed back keeps its digits
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private final ObjectNode members;

    private JsonRequest(ObjectNode members) {
        this.members = members;
    }

    /** Reads one object, with nothing but white space around it. */
    public static JsonRequest parse(String json) throws BadRequest {
        try {
            if (!(JSON.readTree(json) instanceof ObjectNode object)) {
                throw new BadRequest("not a JSON object");
            }
            requireDepth(object);
            return new JsonRequest(object);
        } catch (JsonProcessingException notJson) {
            throw new BadRequest("not JSON: " + notJson.getOriginalMessage());
        }
    }

    /** The member as it is, of whatever type. */
    public Optional<JsonNode> member(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /** A string, which may be empty. */
    public String text(String name) throws BadRequest {
        return optionalText(name).orElseThrow(() -> new BadRequest(name + ": missing, needed: a string"));
    }

    public Optional<String> optionalText(String name) throws BadRequest {
        return optional(name, JsonNode::isTextual, "a string").map(JsonNode::textValue);
    }

    /** A string that the parser finds right; {@code allowed} says what it wants. */
    public <T> T parsed(String name, Function<String, Parsed<T>> parser, String allowed) throws BadRequest {
        return check(name, text(name), parser, allowed);
    }

    public <T> Optional<T> optionalParsed(String name, Function<String, Parsed<T>> parser, String allowed)
            throws BadRequest {
        Optional<String> text = optionalText(name);
        return text.isPresent() ? Optional.of(check(name, text.get(), parser, allowed)) : Optional.empty();
    }

    /** A list of strings, which may be empty. */
    public List<String> texts(String name) throws BadRequest {
        JsonNode list = optional(name, JsonRequest::isListOfTexts, "a list of strings")
                .orElseThrow(() -> new BadRequest(name + ": missing, needed: a list of strings"));
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    /** {@code true}; an absent member is {@code false}. */
    public boolean isSet(String name) throws BadRequest {
        return optional(name, JsonNode::isBoolean, "true or false")
                .map(JsonNode::booleanValue)
                .orElse(false);
    }

    /** Seconds since 1970, parts of a second cut off; up to the year 9999. */
    public Optional<Instant> optionalInstant(String name) throws BadRequest {
        return optional(name, JsonRequest::isUnixTime, "seconds since 1970, at most " + MAX_SECONDS)
                .map(JsonNode::longValue)
                .map(Instant::ofEpochSecond);
    }

    private static boolean isListOfTexts(JsonNode node) {
        return node.isArray() && StreamSupport.stream(node.spliterator(), false).allMatch(JsonNode::isTextual);
    }

    private static boolean isUnixTime(JsonNode node) {
        return node.isNumber() && node.doubleValue() >= 0 && node.doubleValue() <= MAX_SECONDS;
    }

    private static void requireDepth(JsonNode root) throws BadRequest {
        List<JsonNode> level = List.of(root);
        for (int depth = 0; !level.isEmpty(); depth++) {
            if (depth > MAX_DEPTH) {
                throw new BadRequest("nested more than " + MAX_DEPTH + " deep");
            }
            level = level.stream()
                    .flatMap(node -> StreamSupport.stream(node.spliterator(), false))
                    .toList();
        }
    }

    private Optional<JsonNode> optional(String name, Function<JsonNode, Boolean> isRight, String allowed)
            throws BadRequest {
        Optional<JsonNode> member = member(name);
        if (member.isPresent() && !isRight.apply(member.get())) {
            throw wrong(name, member.get().toString(), allowed);
        }
        return member;
    }

    private static <T> T check(String name, String text, Function<String, Parsed<T>> parser, String allowed)
            throws BadRequest {
        Parsed<T> parsed = parser.apply(text);
        if (parsed instanceof Parsed.Malformed<T> bad) {
            throw wrong(name, '"' + text + '"', allowed + " (" + bad.rule() + ": " + bad.message() + ")");
        }
        return parsed.orThrow();
    }

    private static BadRequest wrong(String name, String found, String allowed) {
        return new BadRequest(name + ": " + Ascii.printable(found, MAX_QUOTED) + ", allowed: " + allowed);
    }
}
