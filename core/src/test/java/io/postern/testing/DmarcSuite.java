// SPDX-License-Identifier: Apache-2.0
package io.postern.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.postern.dns.Cassette;
import io.postern.dns.TxtRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The DMARC cases of others: those made from RFC 9989 App. B, and those of postalsys/mailauth, which follow RFC 7489.
 */
public final class DmarcSuite {
    /** Cases of mailauth where RFC 9989 says otherwise, or that ask for what only that program has, with the reason. */
    private static final Map<String, String> DEVIATIONS = Map.ofEntries(
            Map.entry(
                    "Should return false for headerFrom array with multiple elements",
                    "RFC 9989 §5.3.1: two mailboxes of one domain have one Author Domain; mailauth gives up"),
            Map.entry(
                    "Should not query \"_dmarc.null\" when no org domain can be derived",
                    "RFC 9989 §5.3.1: 192.0.2.1 and localhost are nothing that DNS is asked for; mailauth asks"));

    /** What mailauth calls what our answer has too. */
    private static final Map<String, String> MEMBERS = Map.ofEntries(
            Map.entry("status.result", "result"),
            Map.entry("policy", "policy"),
            Map.entry("p", "policy"),
            Map.entry("sp", "sp"),
            Map.entry("adkim", "adkim"),
            Map.entry("aspf", "aspf"),
            Map.entry("fo", "fo"),
            Map.entry("rua", "rua"),
            Map.entry("ruf", "ruf"),
            Map.entry("alignment.dkim.strict", "strictDkim"),
            Map.entry("alignment.spf.strict", "strictSpf"),
            Map.entry("alignment.dkim.result", "dkim_aligned"),
            Map.entry("alignment.spf.result", "spf_aligned"),
            Map.entry("domain", "from_org"),
            Map.entry("status.header.d", "policy_domain"),
            Map.entry("isOrgRecord", "isOrgRecord"));

    /**
     * One case.
     *
     * @param from a domain, or mailboxes of a From field
     * @param spf result and domain; empty: not checked
     * @param dkim domains of signatures that pass
     * @param expected what must come out, under the names that the code of the tests knows
     * @param queries names asked for, in order; empty: not checked
     */
    public record Case(
            String name,
            List<String> from,
            Optional<Spf> spf,
            List<String> dkim,
            Cassette zone,
            Map<String, String> expected,
            List<String> queries) {
        /** Whether we are right to differ from the suite. */
        public boolean isDeviation() {
            return DEVIATIONS.containsKey(name.substring(name.indexOf(": ") + 2));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** SPF as a case has it. */
    public record Spf(String result, String domain) {}

    private DmarcSuite() {}

    /** From RFC 9989 App. B and §4.10. {@code spf_org} and {@code dkim_org} are expected under these names. */
    public static List<Case> rfc9989() {
        List<Case> cases = new ArrayList<>();
        for (JsonNode given : read("dmarc/rfc9989-appendix-b/cases.json")) {
            Cassette.Builder zone = Cassette.builder();
            given.get("zone_txt").fields().forEachRemaining(entry -> zone.txt(entry.getKey(), texts(entry.getValue())));
            // policies for names that exist are meant: no case is about np
            zone.name(given.get("from").textValue());
            Map<String, String> expected = new LinkedHashMap<>();
            given.get("expect")
                    .fields()
                    .forEachRemaining(e -> expected.put(e.getKey(), e.getValue().textValue()));
            cases.add(new Case(
                    "rfc9989: " + given.get("name").textValue(),
                    List.of(given.get("from").textValue()),
                    given.get("mailfrom").isNull()
                            ? Optional.empty()
                            : Optional.of(new Spf(
                                    given.get("spf_result").textValue(),
                                    given.get("mailfrom").textValue())),
                    given.get("dkim_domain").isNull()
                            ? List.of()
                            : List.of(given.get("dkim_domain").textValue()),
                    zone.build(),
                    expected,
                    List.of(texts(given.get("expect_queries")))));
        }
        return cases;
    }

    /** mailauth's: what they expect of members that we have not (pct, rr, underSized ...) is left out. */
    public static List<Case> mailauth() {
        List<Case> cases = new ArrayList<>();
        for (String file : List.of("dmarc-verify-test.json", "get-dmarc-record-test.json")) {
            for (JsonNode test : read("dmarc/postalsys-mailauth/" + file)) {
                for (JsonNode call : test.get("calls")) {
                    cases.add(mailauth(test, call));
                }
            }
        }
        return cases;
    }

    private static Case mailauth(JsonNode test, JsonNode call) {
        JsonNode input = call.get("input");
        JsonNode from = input.has("headerFrom") ? input.get("headerFrom") : input.get("domain");
        List<String> dkim = new ArrayList<>();
        input.path("dkimDomains").forEach(each -> dkim.add(each.path("domain").asText(each.asText())));
        Optional<Spf> spf = input.path("spfDomains").size() == 0
                ? Optional.empty()
                : Optional.of(new Spf(
                        "pass", input.get("spfDomains").get(0).get("domain").textValue()));
        Map<String, String> expected = new LinkedHashMap<>();
        String subject = call.get("id").textValue();
        for (JsonNode expect : test.get("expects")) {
            mailauth(subject, expect, expected);
        }
        String fromText = from.isArray() ? "" : from.textValue();
        return new Case(
                "mailauth: " + test.get("name").textValue(),
                from.isArray() ? List.of(texts(from)) : List.of(fromText),
                spf,
                dkim,
                zone(call.path("zone")),
                expected,
                queries(test, fromText));
    }

    private static void mailauth(String call, JsonNode expect, Map<String, String> expected) {
        String subject = expect.get("subject").textValue();
        JsonNode chain = expect.get("chain");
        JsonNode last = chain.get(chain.size() - 1);
        String value = last.has("args") ? last.get("args").get(0).asText() : last.asText();
        if (subject.equals("undefined") && value.equals("ETIMEOUT")) {
            expected.put("result", "temperror");
        } else if (subject.equals(call) && value.equals("false")) {
            expected.put("result", "none");
        } else if (subject.startsWith(call + ".")) {
            String member = MEMBERS.get(subject.substring(call.length() + 1));
            if (member != null) {
                expected.put(
                        member, member.endsWith("_aligned") ? (value.equals("example.com") ? "yes" : "no") : value);
            }
        }
    }

    /** Of a test about questions, those for this name. */
    private static List<String> queries(JsonNode test, String from) {
        List<String> queries = new ArrayList<>();
        test.get("expects")
                .findValues("args")
                .forEach(args -> args.get(0).forEach(query -> {
                    if (query.textValue().equals("_dmarc." + from)) {
                        queries.add(query.textValue());
                    }
                }));
        return queries;
    }

    /** As they are given: a list of TXT strings, or the error of Node.js. Other types of a probed zone are left out. */
    private static Cassette zone(JsonNode given) {
        Cassette.Builder zone = Cassette.builder();
        for (Iterator<Map.Entry<String, JsonNode>> names = given.fields(); names.hasNext(); ) {
            Map.Entry<String, JsonNode> name = names.next();
            JsonNode txt = name.getValue().path("TXT");
            if (txt.has("error")) {
                if (txt.get("error").textValue().equals("ETIMEOUT")) {
                    zone.word(name.getKey(), Cassette.Word.TIMEOUT);
                } else {
                    zone.name(name.getKey());
                }
            } else {
                List<TxtRecord> records = new ArrayList<>();
                txt.forEach(record -> records.add(TxtRecord.of(texts(record))));
                zone.records(name.getKey(), "TXT", records);
            }
        }
        return zone.build();
    }

    private static String[] texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.textValue()));
        return texts.toArray(String[]::new);
    }

    private static JsonNode read(String file) {
        try {
            return new ObjectMapper().readTree(Prerequisites.suite(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
