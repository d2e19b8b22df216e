// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * swaks asks for REQUIRETLS. It has no word for parameters of MAIL: they are given within the sender's address, whose
 * closing bracket swaks adds.
 */
@Tag("peer")
class RequireTlsPeerIT {
    @TempDir
    static Path folder;

    private static Path swaks;
    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        swaks = Prerequisites.program("swaks", "/usr/bin/swaks");
        james = JamesUnderTest.sample(folder)
                .dns("{\"pass.example\": {\"TXT\": [\"v=spf1 ip4:127.0.0.1 -all\"]}}")
                .behindSession("io.postern.smtp.RequireTlsHook", "<localOnly>true</localOnly>")
                .dispatcher("<mode>enforce</mode>")
                .startTls()
                .start();
    }

    @AfterAll
    static void stop() {
        if (james != null) {
            james.close();
        }
    }

    @Test
    void withinTlsItIsOfferedAndTaken() throws Exception {
        assertThat(swaks("alice@example.org", "a@pass.example> REQUIRETLS AUTH=<", "--tls"))
                .contains("REQUIRETLS", "MAIL FROM:<a@pass.example> REQUIRETLS AUTH=<>", "250 2.6.0 Message received");
        assertThat(required()).contains(true);
    }

    @Test
    void inLowerCaseToo() throws Exception {
        assertThat(swaks("alice@example.org", "a@pass.example> requiretls AUTH=<", "--tls"))
                .contains("250 2.6.0 Message received");
        assertThat(required()).contains(true);
    }

    @Test
    void inClearItIsNeitherOfferedNorTaken() throws Exception {
        assertThat(swaks("alice@example.org", "a@pass.example> REQUIRETLS AUTH=<"))
                .doesNotContain("250-REQUIRETLS", "250 REQUIRETLS", "250 2.6.0 Message received")
                .contains("530 5.7.10");
    }

    @Test
    void twiceIsRefused() throws Exception {
        assertThat(swaks("alice@example.org", "a@pass.example> REQUIRETLS REQUIRETLS AUTH=<", "--tls"))
                .contains("501 5.5.4");
    }

    @Test
    void aRecipientElsewhereIsRefused() throws Exception {
        assertThat(swaks(
                        "x@remote.example",
                        "alice@example.org> REQUIRETLS AUTH=<",
                        "--tls",
                        "--auth",
                        "PLAIN",
                        "--auth-user",
                        "alice@example.org",
                        "--auth-password",
                        JamesUnderTest.PASSWORD))
                .contains("550 5.7.30");
    }

    private static Optional<Boolean> required() {
        return AttributeUtils.getValueAndCastFromMail(
                CapturingHook.last().mail(), AttributeName.of("REQUIRETLS"), Boolean.class);
    }

    /** What the two say to each other. */
    private static String swaks(String to, String from, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                swaks.toString(),
                "--server",
                "127.0.0.1",
                "--port",
                Integer.toString(james.smtpPort()),
                "--helo",
                "c.example",
                "--to",
                to,
                "--from",
                from));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String transcript = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        process.waitFor();
        return transcript;
    }
}
