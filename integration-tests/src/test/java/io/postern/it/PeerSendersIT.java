// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import io.postern.testing.PrivateExim;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Other people's clients send through the gate, in clear and with STARTTLS. */
@Tag("peer")
class PeerSendersIT {
    private static final String BODY = "Line one\r\n.a dot\r\n..two dots\r\nlast \u00e9\u00ff\r\n";

    @TempDir
    static Path folder;

    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        james = JamesUnderTest.sample(folder)
                .dns("{\"pass.example\": {\"TXT\": [\"v=spf1 ip4:127.0.0.1 -all\"]}}")
                .spfHook("<mode>enforce</mode>")
                .dispatcher("<mode>enforce</mode>")
                .startTls()
                .start();
    }

    @AfterAll
    static void stop() {
        james.close();
    }

    @ParameterizedTest
    @CsvSource({"hosts_avoid_tls,exim-plain", "hosts_require_tls,exim-tls"})
    void eximSends(String tls, String subject, @TempDir Path home) throws Exception {
        PrivateExim exim = PrivateExim.sending(home, james.smtpPort(), "tls_advertise_hosts =", "  " + tls + " = *");
        String said = exim.ok(
                "Subject: " + subject + "\n\n" + BODY.replace("\r\n", "\n"),
                "-odf",
                "-oi",
                "-f",
                "a@pass.example",
                "alice@example.org");
        assertThat(exim.log()).as(said).contains("Completed");
        assertThat(exim.log().contains("X=TLS")).isEqualTo(subject.equals("exim-tls"));
        assertThat(james.delivered("alice@example.org", subject))
                .endsWith("\r\n\r\n" + BODY)
                .contains("spf=pass");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--pipeline", "--tls", "--tls --pipeline"})
    void swaksSends(String options) throws Exception {
        Path swaks = Prerequisites.program("swaks", "/usr/bin/swaks");
        String subject = "swaks" + options.replace(" ", "").replace("--", "-");
        List<String> command = new ArrayList<>(List.of(
                swaks.toString(),
                "--server",
                "127.0.0.1:" + james.smtpPort(),
                "--ehlo",
                "client.example",
                "--from",
                "a@pass.example",
                "--to",
                "alice@example.org",
                "--data",
                "-"));
        command.addAll(List.of(options.split(" ")).stream()
                .filter(option -> !option.isEmpty())
                .toList());
        String transcript = run(
                command, // swaks ends the last line itself
                "Subject: " + subject + "\n\n" + BODY.replace("\r\n", "\n").stripTrailing());
        assertThat(transcript).contains("250 2.6.0 Message received");
        assertThat(transcript.contains("TLS started")).isEqualTo(options.contains("--tls"));
        assertThat(james.delivered("alice@example.org", "Subject: " + subject + "\r\n"))
                .endsWith("\r\n\r\n" + BODY)
                .contains("spf=pass");
    }

    private static String run(List<String> command, String input) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().write(input.getBytes(ISO_8859_1));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
