// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of {@code postern batch}, request by request. */
class BatchTest {
    /**
     * One request.
     *
     * @param answer members that the answer must have; it may have more
     */
    record Case(String name, String request, String answer) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ZONE = """
            "zone": {"example.com": {"TXT": ["v=spf1 ip4:192.0.2.0/24 a:absent.example.com exp=why.example.com -all"]},
                     "why.example.com": {"TXT": ["%{i} at %{t}"]},
                     "plain.example.com": {"TXT": [["v=spf1 ", "-all"]]},
                     "mail.example.com": {"TXT": ["v=spf1 ip6:2001:db8::/32 ~all"]},
                     "xn--bcher-kva.example.com": {"TXT": ["v=spf1 +all"]},
                     "host.example.com": {"A": ["192.0.2.200"]},
                     "broken.example.com": {"TXT": ["v=spf1 foo:bar"]},
                     "slow.example.com": "TIMEOUT"}""";

    private final Batch batch = new Batch(() -> {
        throw new AssertionError("the network was asked");
    });

    static List<Case> answered() {
        return List.of(
                new Case(
                        "a pass names domain, mechanism and counts",
                        spf("'ip': '192.0.2.1', 'helo': 'mail.example.com', 'mailFrom': 'u@example.com'"),
                        "{'result': 'pass', 'domain': 'example.com', 'mechanism': 'ip4:192.0.2.0/24', 'lookups': 0,"
                                + " 'voidLookups': 0, 'explanation': '', 'helo': {'result': 'softfail'}}"),
                new Case(
                        "DMARC of a message with what authenticated it",
                        "{'op': 'dmarc', 'message': 'From: A <a@news.d.example>\\n\\nHello', 'discovery': 'treewalk',"
                                + " 'spf': {'result': 'pass', 'domain': 'd.example'}, 'dkim': [],"
                                + " 'zone': {'_dmarc.d.example': {'TXT': ['v=DMARC1; p=reject; sp=quarantine']}}}",
                        "{'result': 'pass', 'policy': 'quarantine', 'disposition': 'none', 'organizationalDomain':"
                                + " 'd.example', 'recordDomain': 'd.example', 'alignedSpf': true, 'alignedDkim': false,"
                                + " 'discovery': 'treewalk', 'queries': ['_dmarc.news.d.example TXT',"
                                + " '_dmarc.d.example TXT', '_dmarc.example TXT']}"),
                new Case(
                        "DMARC without SPF and signatures",
                        "{'op': 'dmarc', 'from': 'D.example.', 'spf': null,"
                                + " 'zone': {'_dmarc.d.example': {'TXT': ['v=DMARC1; p=reject; t=y']}}}",
                        "{'result': 'fail', 'policy': 'reject', 'disposition': 'quarantine', 'discovery': 'treewalk',"
                                + " 'status': 'quarantine', 'pslDiffers': false}"),
                new Case(
                        "a fail brings its publisher's explanation, at the request's time",
                        spf("'ip': '203.0.113.1', 'helo': 'h', 'mailFrom': 'u@example.com', 'now': 1700000000,"
                                + " 'defaultExplanation': 'ours'"),
                        "{'result': 'fail', 'explanation': '203.0.113.1 at 1700000000', 'mechanism': 'all',"
                                + " 'lookups': 1, 'voidLookups': 1, 'helo': {'result': 'none'}}"),
                new Case(
                        "a fail without an explanation takes the request's",
                        spf("'ip': '203.0.113.1', 'helo': 'h', 'mailFrom': 'u@plain.example.com',"
                                + " 'defaultExplanation': 'ours'"),
                        "{'result': 'fail', 'explanation': 'ours'}"),
                new Case(
                        "or none",
                        spf("'ip': '203.0.113.1', 'helo': 'h', 'mailFrom': 'u@plain.example.com'"),
                        "{'result': 'fail', 'explanation': ''}"),
                new Case(
                        "what is no fail is not explained",
                        spf("'ip': '203.0.113.1', 'helo': 'h', 'mailFrom': 'u@mail.example.com',"
                                + " 'defaultExplanation': 'ours'"),
                        "{'result': 'softfail', 'explanation': ''}"),
                new Case(
                        "for the null sender both checks are that of the HELO name",
                        spf("'ip': '2001:db8::1', 'helo': 'mail.example.com', 'mailFrom': ''"),
                        "{'result': 'pass', 'domain': 'mail.example.com', 'mechanism': 'ip6:2001:db8::/32',"
                                + " 'helo': {'result': 'pass', 'domain': 'mail.example.com'}}"),
                new Case(
                        "a broken record is a permerror that says why",
                        spf("'ip': '192.0.2.1', 'helo': 'h', 'mailFrom': 'u@broken.example.com'"),
                        "{'result': 'permerror', 'mechanism': 'default'}"),
                new Case(
                        "a time-out is a temperror",
                        spf("'ip': '192.0.2.1', 'helo': 'h', 'mailFrom': 'u@slow.example.com'"),
                        "{'result': 'temperror', 'problem': 'time-out'}"),
                new Case(
                        "an absent domain is none",
                        spf("'ip': '192.0.2.1', 'helo': 'h', 'mailFrom': 'u@nowhere.example.com'"),
                        "{'result': 'none', 'mechanism': 'default'}"),
                new Case(
                        "where there is none a guess may follow",
                        spf("'ip': '192.0.2.1', 'helo': 'h', 'mailFrom': 'u@nowhere.example.com',"
                                + " 'guessRecord': 'v=spf1 ip4:192.0.2.1 -all'"),
                        "{'result': 'none', 'guess': {'result': 'pass', 'mechanism': 'ip4:192.0.2.1'}}"),
                new Case(
                        "Exim's guess has a name",
                        spf("'ip': '192.0.2.1', 'helo': 'h', 'mailFrom': 'u@host.example.com', 'guessRecord': 'exim'"),
                        "{'result': 'none', 'guess': {'result': 'pass', 'mechanism': 'a/24'}}"),
                new Case(
                        "an internationalized domain is checked in its A-label form",
                        spf("'ip': '192.0.2.1', 'helo': 'h', 'mailFrom': 'u@b\\u00fccher.example.com'"),
                        "{'result': 'pass', 'domain': 'xn--bcher-kva.example.com'}"),
                new Case(
                        "an IPv4 address within IPv6 is an IPv4 address",
                        spf("'ip': '::ffff:192.0.2.1', 'helo': 'h', 'mailFrom': 'u@example.com'"),
                        "{'result': 'pass'}"),
                new Case(
                        "the results of a field",
                        "{'op': 'authres-parse', 'value': 'mx.example.org 1; spf=pass (fine) reason=\\\"so\\\""
                                + " smtp.mailfrom=example.com; dkim/2=fail header.d=example.net'}",
                        "{'authservId': 'mx.example.org', 'version': 1, 'results': ["
                                + "{'method': 'spf', 'version': 1, 'result': 'pass', 'reason': 'so', 'comment': 'fine',"
                                + " 'properties': {'smtp.mailfrom': 'example.com'}},"
                                + "{'method': 'dkim', 'version': 2, 'result': 'fail', 'reason': '', 'comment': '',"
                                + " 'properties': {'header.d': 'example.net'}}]}"),
                new Case(
                        "a field without results",
                        "{'op': 'authres-parse', 'value': 'mx.example.org; none'}",
                        "{'authservId': 'mx.example.org', 'version': 1, 'results': []}"),
                new Case(
                        "of two properties of one name the first",
                        "{'op': 'authres-parse', 'value': 'm; dkim=pass header.d=a.example header.d=b.example'}",
                        "{'results': [{'method': 'dkim', 'version': 1, 'result': 'pass', 'reason': '', 'comment': '',"
                                + " 'properties': {'header.d': 'a.example'}}]}"),
                new Case(
                        "the strict grammar is the default",
                        "{'op': 'authres-parse', 'value': 'mx.example.org spf=pass'}",
                        "{'offset': 15}"),
                new Case(
                        "the lenient grammar must be asked for",
                        "{'op': 'authres-parse', 'value': 'mx.example.org spf=pass', 'lenient': true}",
                        "{'authservId': 'mx.example.org'}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void answered(Case test) throws IOException {
        JsonNode answer = batch.answer(json(test.request));
        assertContains(answer, JSON.readTree(json(test.answer)), test.name);
    }

    static List<Case> refused() {
        String rest = ", 'helo': 'h', 'mailFrom': ''";
        return List.of(
                new Case("no JSON", "{'op'", "not JSON: "),
                new Case("two objects", "{'op': 'spf'} {}", "not JSON: "),
                new Case("a member twice", "{'op': 'spf', 'op': 'spf'}", "not JSON: "),
                new Case("nothing", "", "not a JSON object"),
                new Case("a list", "[1]", "not a JSON object"),
                new Case("no op", "{}", "op: missing, needed: a string"),
                new Case("an op of another type", "{'op': 7}", "op: 7, allowed: a string"),
                new Case(
                        "an op that is not known",
                        "{'op': 'spff'}",
                        "op: not known: spff; known: arc-seal, arc-verify, authenticate, authres-parse, dkim, dmarc, spf, spool-read, spool-write"),
                new Case("no ip", spf("'helo': 'h', 'mailFrom': ''"), "ip: missing, needed: a string"),
                new Case("a number for an ip", spf("'ip': 1" + rest), "ip: 1, allowed: a string"),
                new Case("null for an ip", spf("'ip': null" + rest), "ip: null, allowed: a string"),
                new Case(
                        "a name for an ip",
                        spf("'ip': 'localhost'" + rest),
                        "ip: \"localhost\", allowed: an IPv4 or IPv6 address (ip4-network: not an IPv4 address)"),
                new Case("no helo", spf("'ip': '::1', 'mailFrom': ''"), "helo: missing"),
                new Case("no mailFrom", spf("'ip': '::1', 'helo': ''"), "mailFrom: missing"),
                new Case("a list for a mailFrom", spf("'ip': '::1', 'helo': '', 'mailFrom': []"), "mailFrom: []"),
                new Case("a text for now", spf("'ip': '::1', 'now': 'x'" + rest), "now: \"x\", allowed: seconds since"),
                new Case("a huge now", spf("'ip': '::1', 'now': 1e999999999" + rest), "now: "),
                new Case("a now before 1970", spf("'ip': '::1', 'now': -1" + rest), "now: -1, allowed"),
                new Case(
                        "a guess that is no record",
                        spf("'ip': '::1', 'guessRecord': 'v=spf1 x'" + rest),
                        "guessRecord: \"v=spf1 x\", allowed: an SPF record"),
                new Case(
                        "a zone that is no cassette",
                        "{'op': 'spf', 'ip': '::1', 'zone': {'a.example': {'A': ['::1']}}" + rest + "}",
                        "zone: /a.example/A/0: \"::1\", allowed: a record of type A"),
                new Case(
                        "a zoneFile that is not there",
                        "{'op': 'spf', 'ip': '::1', 'zoneFile': '/absent/zone.json'" + rest + "}",
                        "zoneFile: cannot be read: "),
                new Case(
                        "two zones",
                        "{'op': 'spf', 'ip': '::1', 'zone': {}, 'zoneFile': 'z'" + rest + "}",
                        "zone and zoneFile: both given"),
                new Case("a value of another type", "{'op': 'authres-parse', 'value': {}}", "value: {}, allowed"),
                new Case(
                        "a word for lenient",
                        "{'op': 'authres-parse', 'value': 'a; none', 'lenient': 'yes'}",
                        "lenient: \"yes\", allowed: true or false"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(Case test) {
        ObjectNode answer = batch.answer(json(test.request));
        assertThat(answer.path("error").textValue()).startsWith(test.answer);
        assertThat(answer.has("result")).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"null", "0", "1.50", "12345678901234567890123", "\"x\"", "true", "[1,{\"a\":null}]", "{}"})
    void theIdComesBackWhateverItIs(String id) {
        assertThat(batch.answer("{\"id\": " + id + "}").toString()).startsWith("{\"id\":" + id + ",\"error\":");
        assertThat(batch.answer("{\"op\": \"authres-parse\", \"value\": \"a; none\", \"id\": " + id + "}")
                        .toString())
                .startsWith("{\"id\":" + id + ",\"authservId\":");
    }

    @Test
    void theHeaderIsTheWholeFieldAndNamesTheReceiver() {
        String request =
                spf("'ip': '192.0.2.1', 'helo': 'h', 'mailFrom': 'u@example.com', 'receiver': 'mx.example.org'");
        String field = batch.answer(json(request)).get("header").textValue();
        assertThat(field.replaceAll("\r\n[\t ]+", " "))
                .startsWith("Received-SPF: pass (mx.example.org: domain of u@example.com designates 192.0.2.1")
                .endsWith("receiver=mx.example.org");
    }

    @Test
    void aGuessIsAbsentWhereARecordIsPublished() {
        String request = spf("'ip': '192.0.2.1', 'helo': 'h', 'mailFrom': 'u@example.com', 'guessRecord': 'exim'");
        assertThat(batch.answer(json(request)).has("guess")).isFalse();
    }

    @Test
    void theZoneMayLieInAFile(@TempDir Path folder) throws IOException {
        Path zone = Files.writeString(folder.resolve("zone.json"), "{\"example.com\": {\"TXT\": [\"v=spf1 -all\"]}}");
        ObjectNode request = JSON.createObjectNode()
                .put("op", "spf")
                .put("ip", "192.0.2.1")
                .put("helo", "h")
                .put("mailFrom", "u@example.com")
                .put("zoneFile", zone.toString());
        assertThat(batch.answer(request.toString()).get("result").textValue()).isEqualTo("fail");
    }

    @Test
    void aDefectOfOursIsAnAnswerToo() {
        Batch defective = new Batch(() -> {
            throw new IllegalStateException("no network");
        });
        ObjectNode answer = defective.answer(
                "{\"op\": \"spf\", \"id\": 1, \"ip\": \"::1\", \"helo\": \"h\", \"mailFrom\": \"u@example.com\"}");
        assertThat(answer.toString())
                .isEqualTo("{\"id\":1,\"error\":\"internal: java.lang.IllegalStateException: no network\"}");
    }

    private static String spf(String members) {
        return "{'op': 'spf', " + members + ", " + ZONE + "}";
    }

    /** Apostrophes for quotes, so that a table can be read. */
    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static void assertContains(JsonNode answer, JsonNode expected, String name) {
        expected.fields().forEachRemaining(member -> {
            JsonNode actual = answer.path(member.getKey());
            if (member.getValue().isObject()) {
                assertContains(actual, member.getValue(), name);
            } else {
                assertThat(actual).as(member.getKey() + " of " + answer).isEqualTo(member.getValue());
            }
        });
    }
}
