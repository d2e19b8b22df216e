// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.backend.cassette.CassetteJson;
import io.postern.testing.ArcSuite;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The messages of the ValiMail suite that are to be sealed: by our own verdict, octet for octet but for folds. */
class ArcSealSuiteTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Batch batch = new Batch(() -> {
        throw new AssertionError("the network was asked");
    });

    static List<ArcSuite.Sealing> sealings() {
        return ArcSuite.sealings();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sealings")
    void agreesWithTheSuite(ArcSuite.Sealing test) throws IOException {
        JsonNode answer = batch.answer(request(test).toString());
        String fields = answer.path("headerFields").asText().replaceAll("\r\n(?=[ \t])", "");
        assertThat(List.of(fields.split("\r\n", -1)))
                .as(answer.toString())
                .map(ArcSealSuiteTest::compact)
                .containsExactly(
                        "ARC-Seal:" + compact(test.seal()),
                        "ARC-Message-Signature:" + compact(test.messageSignature()),
                        "ARC-Authentication-Results:" + compact(test.results()),
                        "");
    }

    /** What cv=fail ends stays failed; everything else passes. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("sealings")
    void whatIsSealedVerifies(ArcSuite.Sealing test) throws IOException {
        JsonNode sealed = batch.answer(request(test).toString());
        ObjectNode request = JSON.createObjectNode()
                .put("op", "arc-verify")
                .put("messageBase64", sealed.path("messageBase64").asText());
        JsonNode answer = batch.answer(
                request.set("zone", CassetteJson.toJson(test.zone())).toString());
        assertThat(answer.path("result").asText())
                .as(answer.toString())
                .isEqualTo(test.seal().contains("cv=fail") ? "fail" : "pass");
    }

    @Test
    void theSuiteIsWhole() {
        assertThat(sealings()).hasSize(8);
    }

    private static ObjectNode request(ArcSuite.Sealing test) throws IOException {
        try (InputStream message = test.message().open()) {
            ObjectNode request = JSON.createObjectNode()
                    .put("op", "arc-seal")
                    .put("messageBase64", Base64.getEncoder().encodeToString(message.readAllBytes()))
                    .put("authservId", test.authservId())
                    .put("domain", test.domain())
                    .put("selector", test.selector())
                    .put("keyPem", test.keyPem())
                    .put("timestamp", test.timestamp());
            test.headers().forEach(request.withArray("headers")::add);
            return request.set("zone", CassetteJson.toJson(test.zone()));
        }
    }

    private static String compact(String text) {
        return text.replaceAll("\\s", "");
    }
}
