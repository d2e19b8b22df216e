// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.DkimSigning;
import io.postern.testing.Prerequisites;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Messages leave a real James by SMTP, behind a footer and a seal, come in again and leave it again, up to five times;
 * dkimpy judges what has left. What goes to alice is sealed by RSA, what goes to bob by Ed25519.
 */
@Tag("peer")
class DkimpyArcIT {
    private static final int MESSAGES = 200;
    private static final int HOPS = 5;
    private static final Path SCRIPT = Path.of(System.getProperty("postern.root", ".."))
            .resolve("cli/src/test/resources/dkimpy_arc_peer.py")
            .toAbsolutePath();
    private static final DkimSigning AUTHOR = DkimSigning.rsa(2048).with("d", "author.example");

    @TempDir
    static Path folder;

    private static Path python;
    private static SealingKey rsa;
    private static SealingKey ed25519;
    private static SmtpSink sink;
    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        python = Prerequisites.program("python3", "/usr/bin/python3");
        int imports = new ProcessBuilder(python.toString(), "-c", "import dkim, nacl")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        Prerequisites.require(imports == 0, "needs dkimpy and PyNaCl (Debian packages python3-dkim, python3-nacl)");
        rsa = SealingKey.make(folder.resolve("rsa.pem"), "RSA");
        ed25519 = SealingKey.make(folder.resolve("ed.pem"), "Ed25519");
        sink = new SmtpSink();
        james = JamesUnderTest.sample(folder.resolve("james"))
                .dns("""
                        {"rsa._domainkey.author.example": {"TXT": ["%s"]},
                         "author.example":                {"TXT": ["v=spf1 ip4:127.0.0.1 -all"]},
                         "_dmarc.author.example":         {"TXT": ["v=DMARC1; p=none"]},
                         "rsa._domainkey.list.example":   {"TXT": ["%s"]},
                         "ed._domainkey.list.example":    {"TXT": ["%s"]}}
                        """.formatted(AUTHOR.record(), rsa.record(), ed25519.record()))
                .mailets("""
                        <mailet match="All" class="AddFooter"><text>You are subscribed to this list.</text></mailet>
                        <mailet match="RecipientIs=alice@example.org" class="io.postern.mailets.ArcSeal">
                            <domain>list.example</domain><selector>rsa</selector><keyFile>%s</keyFile>
                        </mailet>
                        <mailet match="RecipientIs=bob@example.org" class="io.postern.mailets.ArcSeal">
                            <domain>list.example</domain><selector>ed</selector><keyFile>%s</keyFile>
                        </mailet>
                        <mailet match="All" class="RemoteDelivery">
                            <outgoing>forwarded</outgoing><gateway>127.0.0.1</gateway><gatewayPort>%d</gatewayPort>
                        </mailet>
                        """.formatted(rsa.file(), ed25519.file(), sink.port()))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (james != null) {
            james.close();
            sink.close();
        }
    }

    @Test
    void whatLeavesAfterAFooterPasses() throws Exception {
        List<String> coming = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            String message = VariedMessage.of("varied-" + i, i);
            coming.add(i % 2 == 0 ? message : AUTHOR.sign(message));
        }
        for (int hop = 1; hop <= HOPS; hop++) {
            List<String> left = handedOn(coming, hop);
            assertThat(left).hasSize(coming.size()).doesNotHaveDuplicates();
            int seals = hop;
            assertThat(left)
                    .allSatisfy(message ->
                            assertThat(message.split("(?m)^ARC-Seal:", -1)).hasSize(seals + 1));
            assertThat(left.stream().filter(message -> message.contains("You are subscribed")))
                    .hasSizeGreaterThan(coming.size() / 2);
            List<String> answers = judged(left);
            List<String> failed = new ArrayList<>();
            for (int i = 0; i < left.size(); i++) {
                if (!answers.get(i).startsWith("{\"cv\": \"pass\"")) {
                    failed.add(answers.get(i) + "\n" + left.get(i));
                }
            }
            assertThat(failed).as("hop %d", hop).isEmpty();
            // forty messages end here
            coming = left.subList(MESSAGES / HOPS, left.size());
        }
        assertThat(coming).isEmpty();
    }

    /** What comes out of James again, when all of it has come. */
    private static List<String> handedOn(List<String> messages, int hop) throws IOException {
        try (Smtp smtp = james.smtp().ok("EHLO mta.example")) {
            for (int i = 0; i < messages.size(); i++) {
                String recipient = (i + hop) % 2 == 0 ? "alice@example.org" : "bob@example.org";
                smtp.ok("MAIL FROM:<a@author.example> BODY=8BITMIME").ok("RCPT TO:<" + recipient + ">");
                assertThat(smtp.data(messages.get(i))).startsWith("250");
            }
        }
        return sink.take(messages.size());
    }

    /** dkimpy's answers, of one process. */
    private static List<String> judged(List<String> messages) throws IOException, InterruptedException {
        StringBuilder requests = new StringBuilder();
        for (String message : messages) {
            requests.append("{\"op\": \"verify\", \"zone\": {\"rsa._domainkey.list.example\": \"")
                    .append(rsa.record())
                    .append("\", \"ed._domainkey.list.example\": \"")
                    .append(ed25519.record())
                    .append("\"}, \"message\": \"")
                    .append(Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.ISO_8859_1)))
                    .append("\"}\n");
        }
        Path in = Files.writeString(folder.resolve("requests"), requests);
        Path out = folder.resolve("answers");
        String now = String.valueOf(Clock.systemUTC().instant().getEpochSecond());
        Process process = new ProcessBuilder(python.toString(), SCRIPT.toString(), now)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor()).isZero();
        List<String> answers = Files.readAllLines(out);
        assertThat(answers).hasSameSizeAs(messages);
        return answers;
    }
}
