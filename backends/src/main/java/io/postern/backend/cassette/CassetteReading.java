// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.cassette;

import com.fasterxml.jackson.databind.JsonNode;
import io.postern.dns.Cassette;
import io.postern.dns.Dnssec;
import io.postern.dns.RecordType;
import io.postern.dns.TxtRecord;
import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** From JSON to cassette, one function per level: cassette, entry, type, record, character-string. */
final class CassetteReading {
    static final String RULE = "cassette";

    private static final String SECURE = "secure";
    private static final String WORDS =
            Arrays.stream(Cassette.Word.values()).map(Enum::name).collect(Collectors.joining(", "));
    /** Longest piece of a wrong value that a message quotes. Ours. */
    private static final int MAX_QUOTED = 80;

    private CassetteReading() {}

    static Parsed<Cassette> cassette(JsonNode json) {
        if (!json.isObject()) {
            return wrong("", json, "an object with a member for each name");
        }
        Map<DomainName, Cassette.Entry> entries = new HashMap<>();
        for (Map.Entry<String, JsonNode> member : members(json)) {
            String pointer = "/" + escaped(member.getKey());
            Parsed<DomainName> name = DomainName.parse(member.getKey());
            if (name instanceof Parsed.Malformed<DomainName> bad) {
                return wrong(pointer, member.getKey(), "a domain name (" + bad.message() + ")");
            }
            Parsed<Cassette.Entry> entry = entry(pointer, member.getValue());
            if (entry instanceof Parsed.Malformed<Cassette.Entry> bad) {
                return bad.as();
            }
            if (entries.put(name.orThrow(), entry.orThrow()) != null) {
                return wrong(pointer, member.getKey(), "one entry for a name, whatever its case");
            }
        }
        return Parsed.ok(Cassette.of(entries));
    }

    private static Parsed<Cassette.Entry> entry(String pointer, JsonNode json) {
        if (json.isTextual()) {
            return word(pointer, json)
                    .map(word -> new Cassette.Entry(Optional.of(word), Map.of(), Map.of(), Dnssec.INSECURE));
        }
        if (!json.isObject()) {
            return wrong(pointer, json, "an object with a member for each record type, or one of " + WORDS);
        }
        JsonNode secure = json.path(SECURE);
        if (!secure.isMissingNode() && !secure.isBoolean()) {
            return wrong(pointer + "/" + SECURE, secure, "true or false");
        }
        return types(pointer, json, secure.booleanValue() ? Dnssec.SECURE : Dnssec.INSECURE);
    }

    private static Parsed<Cassette.Entry> types(String pointer, JsonNode json, Dnssec dnssec) {
        Map<String, List<TxtRecord>> records = new HashMap<>();
        Map<String, Cassette.Word> words = new HashMap<>();
        for (Map.Entry<String, JsonNode> member : members(json)) {
            String type = member.getKey();
            if (type.equals(SECURE)) {
                continue;
            }
            String place = pointer + "/" + escaped(type);
            if (!isMnemonic(type)) {
                return wrong(place, type, "a record type's mnemonic in upper case, or " + SECURE);
            }
            if (member.getValue().isTextual()) {
                if (word(place, member.getValue()) instanceof Parsed.Malformed<Cassette.Word> bad) {
                    return bad.as();
                }
                words.put(type, Cassette.Word.valueOf(member.getValue().textValue()));
            } else {
                Parsed<List<TxtRecord>> values = records(place, type, member.getValue());
                if (values instanceof Parsed.Malformed<List<TxtRecord>> bad) {
                    return bad.as();
                }
                records.put(type, values.orThrow());
            }
        }
        return Parsed.ok(new Cassette.Entry(Optional.empty(), records, words, dnssec));
    }

    private static Parsed<List<TxtRecord>> records(String pointer, String type, JsonNode json) {
        if (!json.isArray()) {
            return wrong(pointer, json, "a list of records, or one of " + WORDS);
        }
        List<TxtRecord> records = new ArrayList<>(json.size());
        for (int i = 0; i < json.size(); i++) {
            Parsed<TxtRecord> record = record(pointer + "/" + i, type, json.get(i));
            if (record instanceof Parsed.Malformed<TxtRecord> bad) {
                return bad.as();
            }
            records.add(record.orThrow());
        }
        return type.equals("CNAME") && records.size() != 1
                ? wrong(pointer, json, "exactly one CNAME")
                : Parsed.ok(records);
    }

    private static Parsed<TxtRecord> record(String pointer, String type, JsonNode json) {
        if (json.isArray() && type.equals("TXT")) {
            return strings(pointer, json);
        }
        if (!json.isTextual()) {
            return wrong(
                    pointer,
                    json,
                    type.equals("TXT") ? "a string, or a list of strings" : "a string in presentation form");
        }
        return octets(pointer, json).fold(text -> checked(pointer, type, json, text), Parsed.Malformed::as);
    }

    private static Parsed<TxtRecord> strings(String pointer, JsonNode json) {
        List<String> strings = new ArrayList<>(json.size());
        for (int i = 0; i < json.size(); i++) {
            Parsed<String> string = octets(pointer + "/" + i, json.get(i));
            if (string instanceof Parsed.Malformed<String> bad) {
                return bad.as();
            }
            strings.add(string.orThrow());
        }
        return Parsed.ok(new TxtRecord(strings));
    }

    private static Parsed<String> octets(String pointer, JsonNode json) {
        return json.isTextual() && json.textValue().chars().allMatch(c -> c <= 0xFF)
                ? Parsed.ok(json.textValue())
                : wrong(pointer, json, "a string of characters U+0000 to U+00FF, one for an octet");
    }

    private static Parsed<TxtRecord> checked(String pointer, String type, JsonNode json, String text) {
        return presentation(type, text) instanceof Parsed.Malformed<?> bad
                ? wrong(
                        pointer,
                        json,
                        "a record of type " + type + " in presentation form (" + bad.rule() + ": " + bad.message()
                                + ")")
                : Parsed.ok(TxtRecord.of(text));
    }

    /** Types that Postern does not ask for hold what they like. */
    private static Parsed<?> presentation(String type, String text) {
        if (type.equals("CNAME")) {
            return DomainName.parse(text);
        }
        for (RecordType<?> known : RecordType.ALL) {
            if (known.mnemonic().equals(type)) {
                return known.parse(text);
            }
        }
        return Parsed.ok(text);
    }

    private static Parsed<Cassette.Word> word(String pointer, JsonNode json) {
        for (Cassette.Word word : Cassette.Word.values()) {
            if (word.name().equals(json.textValue())) {
                return Parsed.ok(word);
            }
        }
        return wrong(pointer, json, WORDS);
    }

    private static Iterable<Map.Entry<String, JsonNode>> members(JsonNode json) {
        return json::fields;
    }

    private static boolean isMnemonic(String type) {
        return !type.isEmpty()
                && Ascii.isAlpha(type.charAt(0))
                && type.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || Ascii.isDigit(c) || c == '-');
    }

    private static <T> Parsed<T> wrong(String pointer, Object found, String allowed) {
        String quoted = found instanceof String text ? '"' + text + '"' : found.toString();
        return Parsed.malformed(
                0,
                RULE,
                (pointer.isEmpty() ? "/" : pointer) + ": " + Ascii.printable(quoted, MAX_QUOTED) + ", allowed: "
                        + allowed);
    }

    // RFC 6901 §3
    private static String escaped(String token) {
        return token.replace("~", "~0").replace("/", "~1");
    }
}
