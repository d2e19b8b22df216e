// SPDX-License-Identifier: Apache-2.0
package io.postern.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.postern.dns.Cassette;
import io.postern.message.OctetSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The messages of Mail::DKIM, with what RFC 6376, RFC 8301 and RFC 8463 make of them. Mail::DKIM itself takes
 * signatures of the drafts before RFC 4871, and DomainKeys.
 */
public final class DkimSuite {
    /** RFC 6376 §3.5: {@code v=} is required and is 1; Mail::DKIM says pass to many of these. */
    private static final List<String> NO_VERSION_1 = List.of("permerror version");
    /** RFC 8301 §3.1: rsa-sha1 never passes, and its key is not asked for. */
    private static final List<String> SHA1 = List.of("policy sha1");
    /** DomainKeys only, which is not DKIM. */
    private static final List<String> UNSIGNED = List.of();

    /** Result and reasons for each signature of each message, top to bottom. */
    private static final Map<String, List<String>> EXPECTED = expected();

    private static Map<String, List<String>> expected() {
        Map<String, List<String>> expected = new HashMap<>();
        put(
                expected,
                NO_VERSION_1,
                "good_ietf00_1 good_ietf00_2 good_ietf00_3 good_ietf00_4 good_ietf00_5 mine_ietf01_1 mine_ietf01_2"
                        + " mine_ietf01_3 mine_ietf01_4 mine_ietf05_1 good_ietf01_1 good_ietf01_2 bad_ietf01_1"
                        + " bad_ietf01_2 bad_ietf01_3 bad_1 no_body_1 no_body_2 no_body_3 ignore_1 ignore_2 ignore_3"
                        + " ignore_4 badkey_1 badkey_2 badkey_3 badkey_4 badkey_5 badkey_6 badkey_7");
        put(
                expected,
                SHA1,
                "good_rfc4871_3 good_rfc4871_4 good_1878523 good_83176 good_qp_1 good_qp_2 good_qp_3 bad_1878954"
                        + " ignore_7 goodkey_1 goodkey_2 goodkey_3 goodkey_4 badkey_8 badkey_9 badkey_10 badkey_12"
                        + " badkey_13 badkey_14 badkey_15");
        put(
                expected,
                UNSIGNED,
                "good_dk_gmail good_dk_yahoo good_dk_1 good_dk_2 good_dk_3 good_dk_4 good_dk_5 good_dk_6 good_dk_7"
                        + " dk_headers_1 dk_headers_2 bad_dk_1 bad_dk_2 bad_dk_3 bad_dk_4 bad_dk_5 dk_multiple_1");
        put(expected, Collections.nCopies(4, NO_VERSION_1.get(0)), "multiple_1");
        expected.put(
                "multiple_2", List.of("permerror canonicalization", "policy sha1", "policy sha1", "permerror syntax"));
        put(expected, List.of("permerror query-method"), "ignore_5 ignore_6");
        put(expected, List.of("permerror identity"), "ignore_8");
        put(expected, List.of("permerror key-hash"), "badkey_11");
        put(expected, List.of("pass"), "goodkey_ed25519");
        put(expected, List.of("permerror key-syntax"), "badkey1_ed25519 badkey5_ed25519");
        put(expected, List.of("fail signature"), "badkey2_ed25519");
        put(expected, List.of("fail body-hash"), "badkey3_ed25519");
        put(expected, List.of("permerror no-key"), "badkey4_ed25519");
        return expected;
    }

    private static void put(Map<String, List<String>> expected, List<String> results, String ids) {
        for (String id : ids.split(" ", -1)) {
            expected.put(id, results);
        }
    }

    /**
     * One message and its DNS.
     *
     * @param results of each signature, top to bottom: the result word and the reasons
     */
    public record Case(String id, OctetSource message, Cassette zone, List<String> results) {
        @Override
        public String toString() {
            return id;
        }
    }

    private DkimSuite() {}

    public static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        try {
            new ObjectMapper()
                    .readTree(
                            Prerequisites.suite("dkim/mail-dkim/manifest.json").toFile())
                    .forEach(given -> cases.add(read(given)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    private static Case read(JsonNode given) {
        String id = given.get("id").textValue();
        return new Case(
                id,
                OctetSource.of(message(given.get("file").textValue())),
                zone(given.get("dns")),
                Objects.requireNonNull(EXPECTED.get(id), id));
    }

    private static byte[] message(String file) {
        try {
            byte[] octets = Files.readAllBytes(Prerequisites.suite("dkim/mail-dkim/" + file));
            String text = new String(octets, StandardCharsets.ISO_8859_1);
            // one of them is a file with LF
            return text.contains("\r\n") ? octets : text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Cassette zone(JsonNode dns) {
        Cassette.Builder zone = Cassette.builder();
        dns.fieldNames().forEachRemaining(name -> {
            JsonNode answer = dns.get(name);
            if (answer.isArray()) {
                zone.txt(name, answer.get(0).textValue());
            } else {
                zone.word(
                        name, answer.textValue().equals("TEMPERROR") ? Cassette.Word.SERVFAIL : Cassette.Word.NXDOMAIN);
            }
        });
        return zone.build();
    }
}
