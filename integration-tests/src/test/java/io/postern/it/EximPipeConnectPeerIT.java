// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.postern.testing.Prerequisites;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's Exim, which has cached our EHLO reply, sends its first flight before our banner. */
@Tag("peer")
class EximPipeConnectPeerIT {
    private static final int NO_CAPTURE = 77;
    private static final String DNS = "{\"pass.example\": {\"TXT\": [\"v=spf1 ip4:127.0.0.1 -all\"]}}";
    private static final String HOOK = "io.postern.smtp.PipeConnectHook";
    private static final String CHUNKING = "io.postern.smtp.ChunkingHook";

    @TempDir
    Path home;

    private int servers;

    private JamesUnderTest.Setup sample() throws IOException {
        servers++;
        return JamesUnderTest.sample(home.resolve("james" + servers)).dns(DNS);
    }

    /** Sends each, and sees each arrive once and whole. */
    private static void send(EximClient exim, String... subjects) throws Exception {
        for (String subject : subjects) {
            exim.send(subject);
            assertThat(CapturingHook.SEEN).as(exim.log()).isNotEmpty();
            assertThat(CapturingHook.last().octets())
                    .as(exim.log())
                    .contains("\r\nSubject: " + subject + "\r\n")
                    .endsWith("\r\n\r\n" + subject + "\r\n.\r\n..\r\nend\r\n");
        }
    }

    @Test
    void inClearThenWithAnotherFeatureThenWithoutTheKeyword() throws Exception {
        int port;
        EximClient exim;
        try (JamesUnderTest james =
                sample().behindSession(HOOK, "<mode>enforce</mode>").start()) {
            port = james.smtpPort();
            exim = new EximClient(home, port, "");
            PacketOrder packets = new PacketOrder(port);
            send(exim, "one", "two", "three", "four", "five", "six");
            assertThat(CapturingHook.SEEN).hasSize(6);
            assertThat(exim.deliveries()).hasSize(6).allMatch(line -> line.contains(" => "));
            // it learns on its first connection, and then does not wait any more
            assertThat(exim.deliveries().get(0)).doesNotContain(" L*");
            assertThat(exim.deliveries().subList(1, 6)).allMatch(line -> line.contains(" L*"));
            ordered(packets.end());
        }
        try (JamesUnderTest james = sample().behindSession(HOOK, "<mode>enforce</mode>")
                .handlers(CHUNKING)
                .smtpPort(port)
                .start()) {
            // the cache has no CHUNKING: DATA once more, and then the whole message before the banner
            send(exim, "seven", "eight", "nine");
            assertThat(CapturingHook.SEEN).hasSize(3);
            assertThat(exim.deliveries().subList(6, 9)).allMatch(line -> line.contains(" => ") && line.contains(" L*"));
            assertThat(exim.deliveries().get(6)).doesNotContain(" K");
            assertThat(exim.deliveries().get(8)).contains(" K");
            assertThat(james.logged("early=")).contains("early=used");
        }
        try (JamesUnderTest james = sample().behindSession(CHUNKING, "<advertiseHosts></advertiseHosts>")
                .smtpPort(port)
                .start()) {
            // neither is offered any more; what it sends early is served all the same, and it does so once only
            send(exim, "ten", "eleven");
            assertThat(CapturingHook.SEEN).hasSize(2);
            assertThat(exim.deliveries()).hasSize(11).allMatch(line -> line.contains(" => "));
            // K: by BDAT, as its cache has it; no asterisk, as our reply takes back what it did early
            assertThat(exim.deliveries().get(9)).contains(" L K");
            assertThat(exim.deliveries().get(10)).doesNotContain(" L*").doesNotContain(" K");
            assertThat(james.log()).noneMatch(line -> line.contains("early="));
        }
    }

    @Test
    void withStartTls() throws Exception {
        try (JamesUnderTest james =
                sample().startTls().behindSession(HOOK, "<mode>enforce</mode>").start()) {
            EximClient exim = new EximClient(home, james.smtpPort(), "  hosts_require_tls = *");
            send(exim, "one", "two", "three", "four");
            assertThat(CapturingHook.SEEN).hasSize(4);
            assertThat(exim.deliveries())
                    .hasSize(4)
                    .allMatch(line -> line.contains(" => ") && line.contains(" X=TLS1.3"));
            assertThat(exim.deliveries().subList(1, 4)).allMatch(line -> line.contains(" L*"));
        }
    }

    /** Where the client's octets were first, all that they asked for is in our first packet; and so it mostly is. */
    private static void ordered(List<JsonNode> connections) {
        List<JsonNode> early = connections.stream()
                .filter(each -> each.get("clientFirst").booleanValue())
                .toList();
        assertThat(connections).hasSize(6);
        assertThat(connections.get(0).get("clientFirst").booleanValue()).isFalse();
        assertThat(early).as("%s", connections).isNotEmpty();
        assertThat(early)
                .allSatisfy(each -> assertThat(each.get("firstReplies"))
                        .extracting(JsonNode::textValue)
                        .startsWith("220", "250", "250", "250", "354"));
        long used = CapturingHook.SEEN.stream()
                .filter(seen -> seen.attribute("postern.session.earlyPipelining")
                        .orElse("")
                        .equals("used"))
                .count();
        assertThat(used).isPositive().isLessThanOrEqualTo(early.size());
    }

    /** What the packets say. */
    private static final class PacketOrder {
        private final Process process;
        private final BufferedReader output;

        PacketOrder(int port) throws IOException, InterruptedException {
            Path python = Prerequisites.program("python3", "/usr/bin/python3");
            process = new ProcessBuilder(python.toString(), "src/test/resources/packet_order.py", String.valueOf(port))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
            boolean ready = "ready".equals(output.readLine());
            Prerequisites.require(ready || process.waitFor() != NO_CAPTURE, "packets cannot be captured here");
            assertThat(ready).isTrue();
        }

        List<JsonNode> end() throws IOException, InterruptedException {
            process.getOutputStream().close();
            ObjectMapper json = new ObjectMapper();
            List<JsonNode> connections = new ArrayList<>();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                connections.add(json.readTree(line));
            }
            assertThat(process.waitFor()).isZero();
            return connections;
        }
    }
}
