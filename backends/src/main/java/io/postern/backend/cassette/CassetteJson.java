// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.cassette;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.postern.dns.Cassette;
import io.postern.value.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads and writes the cassette format.
 *
 * <p>What is wrong with a cassette is said as the JSON pointer of the place, the value found there and what is allowed:
 * {@code /bad.example/A/0: "192.0.2.256", allowed: an A record in presentation form (ip4-network: not an IPv4
 * address)}. Thread-safe, without state.
 */
public final class CassetteJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private CassetteJson() {}

    /** A file in UTF-8; {@link IOException} only when it cannot be read. */
    public static Parsed<Cassette> read(Path file) throws IOException {
        return read(Files.readString(file));
    }

    /** The offset of a finding is the character's when the text is no JSON, else 0: the pointer tells. */
    public static Parsed<Cassette> read(String json) {
        try {
            return read(JSON.readTree(json));
        } catch (JsonProcessingException notJson) {
            return Parsed.malformed(offset(notJson), CassetteReading.RULE, notJson.getOriginalMessage());
        }
    }

    public static Parsed<Cassette> read(JsonNode json) {
        return CassetteReading.cassette(json);
    }

    /** One line a name, names and types in alphabetical order, so that two cassettes can be compared as text. */
    public static String write(Cassette cassette) {
        StringBuilder lines = new StringBuilder("{");
        CassetteWriting.cassette(cassette)
                .fields()
                .forEachRemaining(entry -> lines.append(lines.length() == 1 ? "" : ",\n ")
                        .append(text(entry.getKey()))
                        .append(": ")
                        .append(text(entry.getValue())));
        return lines.append("}\n").toString();
    }

    /** The same as a tree, to stand within other JSON. */
    public static JsonNode toJson(Cassette cassette) {
        return CassetteWriting.cassette(cassette);
    }

    private static int offset(JsonProcessingException thrown) {
        return thrown.getLocation() == null
                ? 0
                : (int) Math.max(0, thrown.getLocation().getCharOffset());
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError("strings and trees can be written", impossible);
        }
    }
}
