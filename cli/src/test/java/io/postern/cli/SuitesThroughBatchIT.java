// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.authres.AuthenticationResults;
import io.postern.authres.Grammar;
import io.postern.authres.MethodResult;
import io.postern.authres.Property;
import io.postern.backend.cassette.CassetteJson;
import io.postern.testing.ArcSuite;
import io.postern.testing.AuthResSuite;
import io.postern.testing.DkimSuite;
import io.postern.testing.DmarcSuite;
import io.postern.testing.Prerequisites;
import io.postern.testing.SpfSuite;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The conformance suites as requests to the shipped jar, one process for each suite. */
class SuitesThroughBatchIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestFactory
    List<DynamicTest> openspf() throws IOException {
        return throughBatch(SpfSuite.cases(), SuitesThroughBatchIT::spf, SuitesThroughBatchIT::checkSpf);
    }

    @TestFactory
    List<DynamicTest> authenticationResults() throws IOException {
        List<AuthResSuite.Case> cases = Stream.concat(AuthResSuite.perl().stream(), AuthResSuite.mimeKit().stream())
                .toList();
        return throughBatch(cases, SuitesThroughBatchIT::authRes, SuitesThroughBatchIT::checkAuthRes);
    }

    @TestFactory
    List<DynamicTest> mailDkim() throws IOException {
        return throughBatch(DkimSuite.cases(), SuitesThroughBatchIT::dkim, SuitesThroughBatchIT::checkDkim);
    }

    /** Messages of all kinds, none of which is signed by a key that there is. */
    @TestFactory
    List<DynamicTest> messages() throws IOException {
        try (Stream<Path> files = Files.list(Prerequisites.suite("messages"))) {
            return throughBatch(
                    files.sorted().toList(),
                    file -> JSON.createObjectNode()
                            .put("op", "dkim")
                            .put("messageFile", file.toAbsolutePath().toString())
                            .set("zone", JSON.createObjectNode()),
                    (file, answer) -> assertThat(words(answer)).doesNotContain("pass", "temperror internal"));
        }
    }

    /** The same, all three methods: nothing authenticates an author, and the field can be read. */
    @TestFactory
    List<DynamicTest> messagesAuthenticated() throws IOException {
        try (Stream<Path> files = Files.list(Prerequisites.suite("messages"))) {
            return throughBatch(
                    files.sorted().toList(),
                    file -> JSON.createObjectNode()
                            .put("op", "authenticate")
                            .put("messageFile", file.toAbsolutePath().toString())
                            .put("ip", "192.0.2.1")
                            .put("helo", "mail.example.com")
                            .put("mailFrom", "alice@example.com")
                            .put("authservId", "mx.example.org")
                            .set("zone", JSON.createObjectNode()),
                    (file, answer) -> checkUnauthenticated(answer));
        }
    }

    private static void checkUnauthenticated(JsonNode answer) {
        assertThat(answer.at("/spf/result").asText()).as(answer.toString()).isEqualTo("none");
        assertThat(answer.at("/dmarc/result").asText()).as(answer.toString()).isIn("none", "permerror");
        String value = answer.path("authenticationResults").asText().replaceFirst("[^:]*:", "");
        assertThat(AuthenticationResults.parse(value, Grammar.STRICT).ok())
                .as(value)
                .map(field -> field.results().get(0).method() + " "
                        + field.results().get(field.results().size() - 1).method())
                .contains("spf dmarc");
    }

    @TestFactory
    List<DynamicTest> arc() throws IOException {
        return throughBatch(
                ArcSuite.cases(),
                SuitesThroughBatchIT::arc,
                (test, answer) -> assertThat(answer.path("result").textValue())
                        .as(answer.toString())
                        .isEqualTo(test.state().isEmpty() ? "fail" : test.state()));
    }

    private static ObjectNode arc(ArcSuite.Case test) {
        try (InputStream message = test.message().open()) {
            ObjectNode request = JSON.createObjectNode()
                    .put("op", "arc-verify")
                    .put("messageBase64", Base64.getEncoder().encodeToString(message.readAllBytes()));
            return request.set("zone", CassetteJson.toJson(test.zone()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @TestFactory
    List<DynamicTest> dmarc() throws IOException {
        List<DmarcSuite.Case> cases = Stream.concat(DmarcSuite.rfc9989().stream(), DmarcSuite.mailauth().stream())
                .toList();
        return throughBatch(cases, SuitesThroughBatchIT::dmarc, SuitesThroughBatchIT::checkDmarc);
    }

    private static <T> List<DynamicTest> throughBatch(
            List<T> cases, Function<T, ObjectNode> request, BiConsumer<T, JsonNode> check) throws IOException {
        String requests = cases.stream().map(each -> request.apply(each) + "\n").collect(Collectors.joining());
        Run run = PosternJar.run(requests, "batch");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.lines()).hasSameSizeAs(cases);
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            T each = cases.get(i);
            JsonNode answer = JSON.readTree(run.lines().get(i));
            tests.add(DynamicTest.dynamicTest(each.toString(), () -> check.accept(each, answer)));
        }
        return tests;
    }

    private static ObjectNode spf(SpfSuite.Case test) {
        ObjectNode request = JSON.createObjectNode()
                .put("op", "spf")
                .put("id", test.id())
                .put("ip", test.ip())
                .put("helo", test.helo())
                .put("mailFrom", test.mailFrom())
                .put("receiver", "receiver.example")
                .put("defaultExplanation", SpfSuite.DEFAULT_EXPLANATION);
        return request.set("zone", CassetteJson.toJson(test.zone()));
    }

    private static void checkSpf(SpfSuite.Case test, JsonNode answer) {
        assertThat(answer.path("id").textValue()).isEqualTo(test.id());
        assertThat(answer.path("result").textValue()).as(answer.toString()).isIn(test.results());
        boolean failed = answer.get("result").textValue().equals("fail");
        if (failed && test.explanation().isPresent()) {
            assertThat(answer.path("explanation").textValue())
                    .isEqualTo(test.explanation().get());
        }
    }

    private static ObjectNode dkim(DkimSuite.Case test) {
        try (InputStream message = test.message().open()) {
            ObjectNode request = JSON.createObjectNode()
                    .put("op", "dkim")
                    .put("messageBase64", Base64.getEncoder().encodeToString(message.readAllBytes()));
            return request.set("zone", CassetteJson.toJson(test.zone()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void checkDkim(DkimSuite.Case test, JsonNode answer) {
        assertThat(words(answer)).as(answer.toString()).containsExactlyElementsOf(test.results());
    }

    /** Result and reasons of each signature. */
    private static List<String> words(JsonNode answer) {
        List<String> words = new ArrayList<>();
        assertThat(answer.path("results").isArray()).as(answer.toString()).isTrue();
        answer.get("results")
                .forEach(result -> words.add((result.get("result").textValue() + " "
                                + result.get("reason").textValue())
                        .strip()));
        return words;
    }

    private static ObjectNode dmarc(DmarcSuite.Case test) {
        ObjectNode request = JSON.createObjectNode().put("op", "dmarc").put("discovery", "treewalk");
        String from = String.join(", ", test.from());
        if (from.indexOf('@') < 0) {
            request.put("from", from);
        } else {
            request.put("message", "From: " + from + "\n\n");
        }
        test.spf()
                .ifPresent(spf ->
                        request.putObject("spf").put("result", spf.result()).put("domain", spf.domain()));
        test.dkim()
                .forEach(domain -> request.withArray("dkim")
                        .addObject()
                        .put("result", "pass")
                        .put("domain", domain));
        return request.set("zone", CassetteJson.toJson(test.zone()));
    }

    private static void checkDmarc(DmarcSuite.Case test, JsonNode answer) {
        if (test.isDeviation()) {
            return;
        }
        Map<String, String> members = Map.of(
                "result", "result",
                "disposition", "disposition",
                "policy", "policy",
                "policy_domain", "recordDomain",
                "from_org", "organizationalDomain");
        test.expected().forEach((member, value) -> {
            if (members.containsKey(member)) {
                assertThat(answer.get(members.get(member)).textValue())
                        .as(answer.toString())
                        .isEqualTo(value);
            }
        });
        Map.of("spf_aligned", "alignedSpf", "dkim_aligned", "alignedDkim")
                .forEach((member, name) -> Optional.ofNullable(test.expected().get(member))
                        .ifPresent(value -> assertThat(answer.get(name).booleanValue())
                                .as(answer.toString())
                                .isEqualTo(value.equals("yes"))));
        List<String> queries = new ArrayList<>();
        answer.get("queries").forEach(query -> queries.add(query.textValue().replace(" TXT", "")));
        if (!test.queries().isEmpty()) {
            assertThat(queries).isEqualTo(test.queries());
        }
    }

    private static ObjectNode authRes(AuthResSuite.Case test) {
        return JSON.createObjectNode()
                .put("op", "authres-parse")
                .put("value", test.text())
                .put("lenient", true);
    }

    private static void checkAuthRes(AuthResSuite.Case test, JsonNode answer) {
        boolean parsed = !answer.has("error");
        assertThat(answer.has("offset")).isNotEqualTo(parsed);
        if (test.isDeviation()) {
            assertThat(parsed).as("a deviation that is none").isNotEqualTo(test.parses());
            return;
        }
        assertThat(parsed).as(answer.toString()).isEqualTo(test.parses());
        if (parsed) {
            test.checkFacts(value(answer));
        }
    }

    /** The value that the answer was made from. */
    private static AuthenticationResults value(JsonNode answer) {
        List<MethodResult> results = new ArrayList<>();
        answer.get("results").forEach(result -> results.add(result(result)));
        return new AuthenticationResults(
                answer.get("authservId").textValue(), answer.get("version").intValue(), results);
    }

    private static MethodResult result(JsonNode result) {
        List<Property> properties = new ArrayList<>();
        result.get("properties").fields().forEachRemaining(property -> {
            String name = property.getKey();
            int dot = name.indexOf('.');
            properties.add(new Property(
                    name.substring(0, Math.max(dot, 0)),
                    name.substring(dot + 1),
                    property.getValue().textValue()));
        });
        return new MethodResult(
                result.get("method").textValue(),
                result.get("version").intValue(),
                result.get("result").textValue(),
                text(result, "reason"),
                text(result, "comment"),
                properties);
    }

    private static Optional<String> text(JsonNode result, String member) {
        return Optional.of(result.get(member).textValue()).filter(text -> !text.isEmpty());
    }
}
