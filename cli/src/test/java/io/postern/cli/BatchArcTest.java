// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.backend.cassette.CassetteJson;
import io.postern.dns.Cassette;
import io.postern.testing.ArcSigning;
import io.postern.testing.TextDkim;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The op {@code arc-verify} of {@code postern batch}. */
class BatchArcTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ArcSigning SEALER = ArcSigning.ed25519();
    private static final String MESSAGE =
            "From: a@example.com\r\nTo: b@example.org\r\nSubject: \u00fc\r\n\r\nHello.\r\n";
    private static final Cassette WORLD = Cassette.builder()
            .txt("ed._domainkey.example.com", SEALER.record())
            .txt("ed._domainkey.list.example", SEALER.record())
            .build();

    private final Batch batch = new Batch(() -> {
        throw new AssertionError("the network was asked");
    });

    @Test
    void aChainIsToldFromItsBeginning() {
        String sealed = SEALER.of("list.example").seal(SEALER.seal(MESSAGE) + "footer\r\n");
        assertThat(answer(request(sealed)).toString())
                .isEqualTo("{\"result\":\"pass\",\"reason\":\"\",\"instances\":2,\"oldestPass\":2,\"chain\":["
                        + "{\"i\":1,\"domain\":\"example.com\",\"selector\":\"ed\",\"ams\":\"fail\",\"seal\":\"pass\","
                        + "\"cv\":\"none\"},"
                        + "{\"i\":2,\"domain\":\"list.example\",\"selector\":\"ed\",\"ams\":\"pass\",\"seal\":\"pass\","
                        + "\"cv\":\"pass\"}]}");
    }

    @Test
    void aChainThatFailsSaysWhy() {
        JsonNode answer = answer(request(SEALER.with("as.cv", "pass").seal(MESSAGE)));
        assertThat(answer.toString())
                .isEqualTo(
                        "{\"result\":\"fail\",\"reason\":\"the seal of instance 1 must say cv=none and does not\","
                                + "\"instances\":1,\"oldestPass\":null,\"chain\":[{\"i\":1,\"domain\":\"example.com\","
                                + "\"selector\":\"ed\",\"ams\":\"\",\"seal\":\"\",\"cv\":\"pass\"}],\"reasonWord\":\"status\"}");
    }

    @Test
    void aMessageWithoutAChainHasNone() {
        assertThat(answer(request(MESSAGE)).toString())
                .isEqualTo("{\"result\":\"none\",\"reason\":\"\",\"instances\":0,\"oldestPass\":null,\"chain\":[]}");
    }

    @ParameterizedTest
    @CsvSource({"1800000000, pass", "1800000001, fail"})
    void timeIsTheRequests(long now, String result) {
        String sealed = SEALER.with("ams.x", "1800000000").seal(MESSAGE);
        assertThat(answer(request(sealed).put("now", now)).path("result").textValue())
                .isEqualTo(result);
    }

    /** The body passes once for both, and the field says both. */
    @Test
    void authenticateTellsTheChainToo() {
        ObjectNode request = request(SEALER.seal(MESSAGE))
                .put("op", "authenticate")
                .put("ip", "192.0.2.1")
                .put("helo", "mail.example.com")
                .put("mailFrom", "a@example.com")
                .put("authservId", "mx.example.org");
        JsonNode answer = answer(request);
        assertThat(answer.get("arc")).isEqualTo(answer(request.put("op", "arc-verify")));
        assertThat(answer.get("authenticationResults").textValue().replace("\r\n", ""))
                .endsWith("; arc=pass (i=1) header.oldest-pass=0 smtp.remote-ip=192.0.2.1 arc.chain=example.com");
    }

    private JsonNode answer(ObjectNode request) {
        return batch.answer(request.toString());
    }

    private static ObjectNode request(String message) {
        ObjectNode request = JSON.createObjectNode()
                .put("op", "arc-verify")
                .put("messageBase64", Base64.getEncoder().encodeToString(TextDkim.octets(message)));
        return request.set("zone", CassetteJson.toJson(WORLD));
    }
}
