// SPDX-License-Identifier: Apache-2.0
package io.postern.testing;

import io.postern.dns.Cassette;
import io.postern.dns.TxtRecord;
import io.postern.value.DomainName;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The openspf suite for RFC 7208, by the zone rules that stand beside it. */
public final class SpfSuite {
    /** The default explanation that the suite expects where the publisher gives none. */
    public static final String DEFAULT_EXPLANATION = "DEFAULT";

    /**
     * One case.
     *
     * @param results each of them is acceptable
     * @param explanation expected when the result is fail; empty: not checked
     * @param types what each name of the zone has, in the suite's own words: a list of {@code {TYPE: value}} or a bare
     *     word
     */
    public record Case(
            String id,
            String ip,
            String helo,
            String mailFrom,
            List<String> results,
            Optional<String> explanation,
            Cassette zone,
            Map<String, List<?>> types) {
        @Override
        public String toString() {
            return id;
        }
    }

    private SpfSuite() {}

    public static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        try (Reader in = Files.newBufferedReader(Prerequisites.suite("spf/rfc7208-tests.yml"))) {
            for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(in)) {
                Map<?, ?> scenario = (Map<?, ?>) document;
                Map<String, List<?>> types = types(map(scenario.get("zonedata")));
                List<String> names = errorNames(String.valueOf(scenario));
                Cassette zone = zone(types, names);
                map(scenario.get("tests")).forEach((id, test) -> cases.add(read(id, (Map<?, ?>) test, zone, types)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    private static Case read(Object id, Map<?, ?> test, Cassette zone, Map<String, List<?>> types) {
        Object result = test.get("result");
        List<String> results = result instanceof Collection<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(result));
        return new Case(
                String.valueOf(id),
                text(test.get("host")),
                text(test.get("helo")),
                text(test.get("mailfrom")),
                results,
                Optional.ofNullable(test.get("explanation")).map(String::valueOf),
                zone,
                types);
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : String.valueOf(value);
    }

    private static Map<String, List<?>> types(Map<?, ?> zone) {
        Map<String, List<?>> types = new LinkedHashMap<>();
        zone.forEach((name, records) -> types.put(String.valueOf(name), (List<?>) records));
        return types;
    }

    /**
     * An absent name that begins with {@code error.} fails temporarily: such names are looked for in the scenario's
     * text.
     */
    private static List<String> errorNames(String scenario) {
        return Pattern.compile("\\berror\\.[A-Za-z0-9._-]+")
                .matcher(scenario)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static Cassette zone(Map<String, List<?>> types, List<String> errorNames) {
        Cassette.Builder zone = Cassette.builder();
        for (String name : errorNames) {
            if (types.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
                zone.word(name, Cassette.Word.SERVFAIL);
            }
        }
        types.forEach((name, records) -> addName(zone, name, records));
        return zone.build();
    }

    private static void addName(Cassette.Builder zone, String name, List<?> records) {
        if (DomainName.parse(name).ok().isEmpty()) {
            return;
        }
        zone.name(name);
        Map<String, List<TxtRecord>> byType = new LinkedHashMap<>();
        boolean ownTxt = false;
        for (Object record : records) {
            if (record instanceof Map<?, ?> typed) {
                Map.Entry<?, ?> entry = typed.entrySet().iterator().next();
                String type = String.valueOf(entry.getKey());
                ownTxt |= type.equals("TXT");
                if ("TIMEOUT".equals(entry.getValue())) {
                    zone.word(name, type.equals("SPF") ? "TXT" : type, Cassette.Word.TIMEOUT);
                } else if (!"NONE".equals(entry.getValue())) {
                    byType.computeIfAbsent(type, t -> new ArrayList<>()).add(value(type, entry.getValue()));
                }
            } else {
                zone.word(name, Cassette.Word.TIMEOUT);
            }
        }
        List<TxtRecord> spf = byType.remove("SPF");
        if (spf != null && !ownTxt) {
            byType.put("TXT", spf);
        }
        byType.forEach((type, values) -> zone.records(name, type, values));
    }

    private static TxtRecord value(String type, Object value) {
        if (value instanceof List<?> list && type.equals("MX")) {
            String host = String.valueOf(list.get(1));
            return TxtRecord.of(list.get(0) + " " + (host.isEmpty() ? "." : host));
        }
        if (value instanceof List<?> strings) {
            return new TxtRecord(strings.stream().map(String::valueOf).toList());
        }
        return TxtRecord.of(String.valueOf(value));
    }
}
