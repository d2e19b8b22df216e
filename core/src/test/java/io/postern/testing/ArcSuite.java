// SPDX-License-Identifier: Apache-2.0
package io.postern.testing;

import io.postern.dns.Cassette;
import io.postern.message.OctetSource;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The ValiMail suite for RFC 8617, by the rules that stand beside it. */
public final class ArcSuite {
    /**
     * A chain to verify.
     *
     * @param state expected, in lower case; empty where the suite expects nothing
     */
    public record Case(String id, OctetSource message, Cassette zone, String state) {
        @Override
        public String toString() {
            return id;
        }
    }

    /**
     * A message to seal.
     *
     * @param results expected of ARC-Authentication-Results, and so on, as the suite writes them
     */
    public record Sealing(
            String id,
            OctetSource message,
            Cassette zone,
            String authservId,
            String domain,
            String selector,
            String keyPem,
            List<String> headers,
            long timestamp,
            String results,
            String messageSignature,
            String seal) {
        @Override
        public String toString() {
            return id;
        }
    }

    private ArcSuite() {}

    public static List<Case> cases() {
        return read("arc/arc-validation.yml", (id, given) -> {
            Map<?, ?> test = given.test();
            return new Case(id, octets(test), given.zone(), text(test, "cv").toLowerCase(Locale.ROOT));
        });
    }

    public static List<Sealing> sealings() {
        return read("arc/arc-sign.yml", (id, given) -> {
            Map<?, ?> test = given.test();
            return new Sealing(
                    id,
                    octets(test),
                    given.zone(),
                    text(test, "srv-id"),
                    text(given.document(), "domain"),
                    text(given.document(), "sel"),
                    text(given.document(), "privatekey"),
                    List.of(text(test, "sig-headers").split(":", -1)),
                    Long.parseLong(text(test, "t")),
                    text(test, "AAR"),
                    text(test, "AMS"),
                    text(test, "AS"));
        });
    }

    private record Given(Map<?, ?> document, Map<?, ?> test, Cassette zone) {}

    private static <T> List<T> read(String file, BiFunction<String, Given, T> reader) {
        List<T> cases = new ArrayList<>();
        try (Reader in = Files.newBufferedReader(Prerequisites.suite(file))) {
            for (Object each : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(in)) {
                Map<?, ?> document = (Map<?, ?>) each;
                Cassette zone = zone((Map<?, ?>) Objects.requireNonNull(document.get("txt-records")));
                ((Map<?, ?>) Objects.requireNonNull(document.get("tests")))
                        .forEach((id, test) -> cases.add(
                                reader.apply(String.valueOf(id), new Given(document, (Map<?, ?>) test, zone))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    /** Line ends of the file are no part of a record. */
    private static Cassette zone(Map<?, ?> records) {
        Cassette.Builder zone = Cassette.builder();
        records.forEach((name, record) ->
                zone.txt(String.valueOf(name), String.valueOf(record).replace("\n", "")));
        return zone.build();
    }

    private static OctetSource octets(Map<?, ?> test) {
        return OctetSource.of(text(test, "message").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Map<?, ?> test, String member) {
        Object value = test.get(member);
        return value == null ? "" : String.valueOf(value);
    }
}
