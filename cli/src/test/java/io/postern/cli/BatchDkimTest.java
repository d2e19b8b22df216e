// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.testing.DkimSigning;
import io.postern.testing.TextDkim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The op {@code dkim} of {@code postern batch}. */
class BatchDkimTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DkimSigning SIGNING = DkimSigning.ed25519();
    private static final String MESSAGE =
            "From: a@example.com\r\nTo: b@example.org\r\nSubject: \u00fc\r\n\r\nHello.\r\n";
    private static final String ZONE = "{\"ed._domainkey.example.com\": {\"TXT\": [\"" + SIGNING.record() + "\"]},"
            + " \"slow._domainkey.example.com\": \"TIMEOUT\"}";

    private final Batch batch = new Batch(() -> {
        throw new AssertionError("the network was asked");
    });

    @Test
    void everySignatureIsToldInOrder() throws IOException {
        String message = SIGNING.with("s", "slow")
                .sign(SIGNING.with("i", "u@sub.example.com").sign(MESSAGE));
        JsonNode results = results("messageBase64", base64(message));
        assertThat(results).hasSize(2);
        assertThat(results.get(0).toString())
                .isEqualTo(
                        "{\"result\":\"temperror\",\"reason\":\"dns\",\"domain\":\"example.com\",\"selector\":\"slow\","
                                + "\"algorithm\":\"ed25519-sha256\",\"identity\":\"@example.com\",\"bits\":0,"
                                + "\"authenticatedDomain\":\"\",\"problem\":\"time-out\"}");
        assertThat(results.get(1).toString())
                .isEqualTo("{\"result\":\"pass\",\"reason\":\"\",\"domain\":\"example.com\",\"selector\":\"ed\","
                        + "\"algorithm\":\"ed25519-sha256\",\"identity\":\"u@sub.example.com\",\"bits\":256,"
                        + "\"authenticatedDomain\":\"example.com\"}");
    }

    @Test
    void anUnsignedMessageHasNoResults() throws IOException {
        assertThat(results("message", "From: a@example.com\n\nx")).isEmpty();
    }

    @Test
    void theLineEndsOfATextAndOfAUnixFileAreThoseOfMail(@TempDir Path folder) throws IOException {
        String ascii = SIGNING.sign(MESSAGE.replace("\u00fc", "x"));
        assertThat(word("message", ascii.replace("\r\n", "\n"))).isEqualTo("pass");
        assertThat(word("message", ascii)).isEqualTo("pass");
        Path file = folder.resolve("m.eml");
        Files.writeString(file, ascii.replace("\r\n", "\n"));
        assertThat(word("messageFile", file.toString())).isEqualTo("pass");
        Files.writeString(file, ascii);
        assertThat(word("messageFile", file.toString())).isEqualTo("pass");
        // octets are what they are: here the body's line ends are no line ends
        assertThat(word("messageBase64", base64(ascii.replace("Hello.\r\n", "Hello.\n"))))
                .isEqualTo("fail");
    }

    @Test
    void octetsAboveAsciiArriveAsTheyAre() throws IOException {
        String signed = SIGNING.sign(MESSAGE);
        assertThat(word("messageBase64", base64(signed))).isEqualTo("pass");
        // the same characters in UTF-8 are other octets
        assertThat(word("message", signed)).isEqualTo("fail");
    }

    @ParameterizedTest
    @CsvSource({"1799999999, pass", "1800000000, pass", "1800000001, policy"})
    void timeIsTheRequests(long now, String result) throws IOException {
        ObjectNode request = request("message", SIGNING.with("x", "1800000000").sign(MESSAGE.replace("\u00fc", "x")));
        JsonNode answer = batch.answer(request.put("now", now).toString());
        assertThat(answer.at("/results/0/result").textValue()).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | message: missing, needed: one of message, messageBase64, messageFile",
                "{'message': 'x', 'messageFile': 'y'} | message: message and messageFile given, needed: one of",
                "{'message': 7} | message: 7, allowed: a string",
                "{'messageBase64': '!'} | messageBase64: not base64: ",
                "{'messageFile': '/absent/m.eml'} | messageFile: cannot be read: "
            })
    void aMessageIsGivenOnceAndCanBeRead(String members, String error) throws IOException {
        ObjectNode request = (ObjectNode) JSON.readTree(members.replace('\'', '"'));
        request.put("op", "dkim").set("zone", JSON.createObjectNode());
        assertThat(batch.answer(request.toString()).path("error").textValue()).startsWith(error);
    }

    private String word(String member, String value) throws IOException {
        return results(member, value).path(0).path("result").textValue();
    }

    private JsonNode results(String member, String value) throws IOException {
        return batch.answer(request(member, value).toString()).path("results");
    }

    private static ObjectNode request(String member, String value) throws IOException {
        ObjectNode request = JSON.createObjectNode().put("op", "dkim").put(member, value);
        return request.set("zone", JSON.readTree(ZONE));
    }

    private static String base64(String octets) {
        return Base64.getEncoder().encodeToString(TextDkim.octets(octets));
    }
}
