// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.backend.cassette.CassetteJson;
import io.postern.dns.Cassette;
import io.postern.testing.DkimSigning;
import io.postern.testing.TextDkim;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The op {@code authenticate} of {@code postern batch}. */
class BatchAuthenticateTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DkimSigning SIGNING = DkimSigning.ed25519();
    private static final String MESSAGE = "From: a@example.com\r\nTo: b@example.org\r\n\r\nHello.\r\n";
    private static final Cassette WORLD = Cassette.builder()
            .txt("example.com", "v=spf1 ip4:192.0.2.1 -all")
            .txt("_dmarc.example.com", "v=DMARC1; p=quarantine; np=reject")
            .txt("_dmarc.xn--bcher-kva.example", "v=DMARC1; p=reject")
            .txt("xn--bcher-kva.example", "v=spf1 ip4:192.0.2.1 -all")
            .txt("ed._domainkey.example.com", SIGNING.record())
            .txt("ed._domainkey.xn--bcher-kva.example", SIGNING.record())
            .word("slow._domainkey.example.com", Cassette.Word.TIMEOUT)
            .build();

    private final Batch batch = new Batch(() -> {
        throw new AssertionError("the network was asked");
    });

    @Test
    void eachMethodAnswersAsItsOwnOp() throws IOException {
        ObjectNode request = request(SIGNING.sign(MESSAGE)).put("mailFrom", "a@example.net");
        JsonNode answer = answer(request);
        List<String> members = new ArrayList<>();
        answer.fieldNames().forEachRemaining(members::add);
        assertThat(members).containsExactly("spf", "dkim", "dmarc", "arc", "authenticationResults");
        assertThat(answer.get("spf")).isEqualTo(answer(request.put("op", "spf").put("receiver", "mx.example.org")));
        assertThat(answer.get("dkim")).isEqualTo(answer(request.put("op", "dkim")));
        assertThat(answer.get("arc")).isEqualTo(answer(request.put("op", "arc-verify")));
        request.put("op", "dmarc").putObject("spf").put("result", "none").put("domain", "example.net");
        request.putArray("dkim")
                .addObject()
                .put("result", "pass")
                .put("domain", "example.com")
                .put("selector", "ed");
        assertThat(answer.get("dmarc")).isEqualTo(answer(request));
    }

    @ParameterizedTest(name = "{0}, MAIL FROM {1}: {2}, {3}, {4}")
    @CsvSource({
        "ed,     a@example.com, pass, pass,      pass",
        "ed,     a@example.net, none, pass,      pass",
        "absent, a@example.com, pass, permerror, pass",
        "absent, a@example.net, none, permerror, fail",
        "slow,   a@example.net, none, temperror, temperror",
        "slow,   a@example.com, pass, temperror, pass"
    })
    void theFieldSaysAllThree(String selector, String mailFrom, String spf, String dkim, String dmarc)
            throws IOException {
        ObjectNode request = request(SIGNING.with("s", selector).sign(MESSAGE)).put("mailFrom", mailFrom);
        JsonNode answer = answer(request);
        assertThat(answer.at("/dmarc/result").textValue()).isEqualTo(dmarc);
        String field = answer.get("authenticationResults").textValue();
        assertThat(field).startsWith("Authentication-Results: mx.example.org;\r\n");
        JsonNode read = answer(JSON.createObjectNode()
                .put("op", "authres-parse")
                .put("value", field.substring("Authentication-Results:".length())));
        assertThat(read.get("results"))
                .extracting(result -> result.get("method").textValue() + " "
                        + result.get("result").textValue())
                .containsExactly("spf " + spf, "dkim " + dkim, "dmarc " + dmarc);
    }

    /** RFC 8616: U-labels in From and in a signature are the A-labels that DNS knows. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"utf-8", "iso-8859-1"})
    void anInternationalizedAuthorIsAuthenticated(String charset) throws IOException {
        String author = "b\u00fccher@b\u00fccher.example";
        String text = "From: J\u00f6rg <" + author + ">\r\nSubject: \u00e4\r\n\r\n\u00f6\r\n";
        String octets = charset.equals("utf-8")
                ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
                : text;
        String signed = SIGNING.with("d", "xn--bcher-kva.example").sign(octets);
        JsonNode answer = answer(request(signed).put("mailFrom", "a@xn--bcher-kva.example"));
        assertThat(answer.at("/dkim/results/0/result").textValue()).isEqualTo("pass");
        // RFC 6532: what is not ASCII is UTF-8; other octets are no domain
        assertThat(answer.at("/dmarc/result").textValue()).isEqualTo(charset.equals("utf-8") ? "pass" : "permerror");
        assertThat(answer.at("/dmarc/authorDomain").asText())
                .isEqualTo(charset.equals("utf-8") ? "xn--bcher-kva.example" : "");
    }

    /** 8-bit octets in a display name hide no author. */
    @Test
    void aDisplayNameMayHaveAnyOctets() throws IOException {
        JsonNode answer = answer(request(SIGNING.sign("From: \u00ff\u0080 <a@example.com>\r\n\r\nx\r\n")));
        assertThat(answer.at("/dmarc/result").textValue()).isEqualTo("pass");
    }

    @ParameterizedTest
    @CsvSource({"1799999999, pass, pass", "1800000001, policy, fail"})
    void timeIsTheRequests(long now, String dkim, String dmarc) throws IOException {
        String signed = SIGNING.with("x", "1800000000").sign(MESSAGE);
        JsonNode answer =
                answer(request(signed).put("mailFrom", "a@example.net").put("now", now));
        assertThat(answer.at("/dkim/results/0/result").textValue()).isEqualTo(dkim);
        assertThat(answer.at("/dmarc/result").textValue()).isEqualTo(dmarc);
    }

    @ParameterizedTest
    @CsvSource({
        "authservId, a..b, 'authservId: \"a..b\", allowed: a name'",
        "ip, here, 'ip: \"here\", allowed'",
        "discovery, guess, 'discovery: \"guess\", allowed: auto, treewalk or psl'",
        "messageBase64, !, 'messageBase64: not base64'"
    })
    void whatIsWrongIsSaid(String member, String value, String error) throws IOException {
        assertThat(answer(request(MESSAGE).put(member, value)).path("error").asText())
                .startsWith(error);
        ObjectNode without = request(MESSAGE);
        without.remove("authservId");
        assertThat(answer(without).path("error").asText()).startsWith("authservId: missing");
    }

    private JsonNode answer(ObjectNode request) throws IOException {
        return batch.answer(request.toString());
    }

    private static ObjectNode request(String message) {
        ObjectNode request = JSON.createObjectNode()
                .put("op", "authenticate")
                .put("messageBase64", Base64.getEncoder().encodeToString(TextDkim.octets(message)))
                .put("ip", "192.0.2.1")
                .put("helo", "mail.example.com")
                .put("mailFrom", "a@example.com")
                .put("authservId", "mx.example.org");
        return request.set("zone", CassetteJson.toJson(WORLD));
    }
}
