// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.postern.testing.Prerequisites;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Octets before the banner, against a record of the packets. Ports of the client tie the two together: the message
 * carries its own in the subject.
 */
@Tag("peer")
class FirstFlightIT {
    private static final int WITH_ACK = 1_000;
    private static final int WAITING = 200;
    private static final int RACING = 200;
    private static final int NO_CAPTURE = 77;
    private static final Pattern SUBJECT = Pattern.compile("Subject: flight-(\\d+)\r\n");

    @TempDir
    static Path folder;

    @Test
    void everyFirstFlightIsClassifiedAsThePacketsCame() throws Exception {
        Path python = Prerequisites.program("python3", "/usr/bin/python3");
        try (JamesUnderTest james = JamesUnderTest.sample(folder)
                .dns("{\"pass.example\": {\"TXT\": [\"v=spf1 ip4:127.0.0.1 -all\"]}}")
                .spfHook("<mode>enforce</mode>")
                .start()) {
            // the first connections of a James are slow, and no less right
            List<JsonNode> flights = flights(python, james.smtpPort());

            assertThat(flights).hasSize(WITH_ACK + WAITING + RACING);
            assertThat(flights)
                    .allSatisfy(flight ->
                            assertThat(flight.get("codes").textValue()).isEqualTo("220 250 250 250 354 250 221"));
            Map<Integer, Boolean> classified = classified();
            assertThat(classified).hasSize(flights.size());
            for (JsonNode flight : flights) {
                boolean early = classified.getOrDefault(flight.get("port").intValue(), false);
                boolean clientFirst = flight.get("clientFirst").booleanValue();
                switch (flight.get("manner").textValue()) {
                    case "with-ack" ->
                        assertThat(List.of(clientFirst, early)).as("%s", flight).containsOnly(true);
                    case "waiting" ->
                        assertThat(List.of(clientFirst, early)).as("%s", flight).containsOnly(false);
                    // between the look into the socket and the banner's packet octets may still come
                    default ->
                        assertThat(early && !clientFirst).as("%s", flight).isFalse();
                }
            }
        }
    }

    private static List<JsonNode> flights(Path python, int port) throws Exception {
        Process process = new ProcessBuilder(
                        python.toString(),
                        "src/test/resources/first_flight.py",
                        String.valueOf(port),
                        String.valueOf(WITH_ACK),
                        String.valueOf(WAITING),
                        String.valueOf(RACING))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        int status = process.waitFor();
        Prerequisites.require(status != NO_CAPTURE, "packets cannot be captured here");
        assertThat(status).isZero();
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> flights = new ArrayList<>();
        for (String line : output.lines().toList()) {
            flights.add(json.readTree(line));
        }
        return flights;
    }

    private static Map<Integer, Boolean> classified() {
        Map<Integer, Boolean> classified = new HashMap<>();
        for (CapturingHook.Seen seen : CapturingHook.SEEN) {
            Matcher subject = SUBJECT.matcher(seen.octets());
            assertThat(subject.find()).isTrue();
            classified.put(
                    Integer.valueOf(subject.group(1)),
                    Boolean.valueOf(
                            seen.attribute("postern.session.earlyOctets").orElseThrow()));
        }
        return classified;
    }
}
