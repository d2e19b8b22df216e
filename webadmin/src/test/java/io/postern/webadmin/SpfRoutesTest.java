// SPDX-License-Identifier: Apache-2.0
package io.postern.webadmin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.postern.authres.AuthservId;
import io.postern.dns.Cassette;
import io.postern.james.Counters;
import io.postern.james.PosternServices;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.apache.james.metrics.dropwizard.DropWizardMetricFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import spark.HaltException;
import spark.Service;

class SpfRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Cassette DNS = Cassette.builder()
            .txt("example.com", "v=spf1 ip4:192.0.2.0/24 -all")
            .txt("mail.example.com", "v=spf1 a -all")
            .records("mail.example.com", "A", "192.0.2.7")
            .word("slow.example.com", Cassette.Word.TIMEOUT)
            .build();

    private final SpfRoutes routes = new SpfRoutes(new PosternServices(
            AuthservId.of("mx.example.org"),
            Duration.ofSeconds(5),
            DNS,
            new Counters(new DropWizardMetricFactory(new MetricRegistry()))));

    @Test
    void answersAsTheOpOfBatchDoes() throws IOException {
        JsonNode answer = JSON.readTree(routes.answer(
                "{\"address\": \"user@example.com\", \"ip\": \"192.0.2.7\", \"helo\": \"mail.example.com\"}"));
        assertThat(answer.get("result").textValue()).isEqualTo("pass");
        assertThat(answer.get("domain").textValue()).isEqualTo("example.com");
        assertThat(answer.get("mechanism").textValue()).isEqualTo("ip4:192.0.2.0/24");
        assertThat(answer.get("header").textValue())
                .startsWith("Received-SPF: pass")
                .contains("receiver=mx.example.org");
        assertThat(answer.at("/helo/mechanism").textValue()).isEqualTo("a");
    }

    @Test
    void theEmptyAddressIsTheNullSender() throws IOException {
        JsonNode answer = JSON.readTree(
                routes.answer("{\"address\": \"\", \"ip\": \"192.0.2.8\", \"helo\": \"mail.example.com\"}"));
        assertThat(answer.get("result").textValue()).isEqualTo("fail");
        assertThat(answer.get("domain").textValue()).isEqualTo("mail.example.com");
    }

    @Test
    void troubleWithDnsIsAnAnswer() throws IOException {
        JsonNode answer =
                JSON.readTree(routes.answer("{\"address\": \"a@slow.example.com\", \"ip\": \"2001:db8::1\"}"));
        assertThat(answer.get("result").textValue()).isEqualTo("temperror");
        assertThat(answer.get("problem").textValue()).isNotEmpty();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{                                              | not JSON",
                "``                                             | not a JSON object",
                "[]                                             | not a JSON object",
                "{}                                             | ip: missing",
                "{\"ip\": \"300.0.0.1\", \"address\": \"\"}     | ip: \"300.0.0.1\", allowed: an IPv4 or IPv6 address",
                "{\"ip\": \"192.0.2.1\"}                        | address: missing",
                "{\"ip\": \"192.0.2.1\", \"address\": \"u\"}    | address: \"u\", allowed: an address",
                "{\"ip\": \"192.0.2.1\", \"address\": \"\", \"helo\": 1} | helo: 1, allowed: a string"
            })
    void aBadRequestIsAnsweredInTheFormOfJames(String body, String message) throws IOException {
        HaltException halt = catchThrowableOfType(HaltException.class, () -> routes.answer(body));
        assertThat(halt.statusCode()).isEqualTo(400);
        JsonNode error = JSON.readTree(halt.body());
        assertThat(error.get("type").textValue()).isEqualTo("InvalidArgument");
        assertThat(error.get("message").textValue()).startsWith(message);
    }

    @Test
    void isReachedByPostUnderItsBasePath() throws IOException, InterruptedException {
        Service spark = Service.ignite().ipAddress("127.0.0.1").port(0);
        routes.define(spark);
        spark.awaitInitialization();
        try {
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + spark.port() + routes.getBasePath()))
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            "{\"address\": \"user@example.com\", \"ip\": \"192.0.2.7\"}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(JSON.readTree(response.body()).get("result").textValue()).isEqualTo("pass");
        } finally {
            spark.stop();
            spark.awaitStop();
        }
    }
}
