// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CommandDispatcher in a James without DSN hooks: enforced, and as in the sample configuration. */
class CommandsIT {
    @Test
    void aParameterThatNoHookRegistersIsUnknown(@TempDir Path folder) throws Exception {
        try (JamesUnderTest james = JamesUnderTest.sample(folder)
                .dns("{}")
                .dispatcher("<mode>enforce</mode>")
                .start()) {
            james.logged("CommandDispatcher mode=enforce");
            try (Smtp smtp = james.smtp().ok("EHLO client.example")) {
                assertThat(smtp.say("MAIL FROM:<a@s.example> RET=HDRS")).startsWith("555 5.5.4 MAIL parameter RET");
                assertThat(smtp.say("MAIL FROM:<a@s.example> envid=x")).startsWith("555 5.5.4 MAIL parameter ENVID");
                smtp.ok("MAIL FROM:<a@s.example> BODY=8BITMIME SIZE=10 AUTH=<>");
                assertThat(smtp.say("RCPT TO:<alice@example.org> NOTIFY=NEVER")).startsWith("504");
                smtp.ok("RCPT TO:<alice@example.org>");
                assertThat(smtp.data("Subject: plain\r\n\r\nx\r\n")).startsWith("250");
            }
            assertThat(james.counter("postern_command_refused_unknown")).isEqualTo(2);
            assertThat(james.logged("parameter RET"))
                    .startsWith("command=MAIL reply=\"555 5.5.4 MAIL parameter RET not recognized or not implemented\""
                            + " fault=unknown mode=enforce session=");
        }
    }

    @Test
    void theSampleConfigurationRefusesNothingAndCounts(@TempDir Path folder) throws Exception {
        try (JamesUnderTest james =
                JamesUnderTest.sample(folder).dns("{}").startTls().start()) {
            james.logged("CommandDispatcher mode=observe");
            try (Smtp plain = james.smtp().ok("EHLO client.example");
                    Smtp tls = plain.ok("MAIL FROM:<a@s.example> FOO SIZE=1 SIZE=1")
                            .startTls()) {
                // James alone accepts this, though the client has not greeted again
                tls.ok("MAIL FROM:<a@s.example> BODY=BINARYMIME");
                assertThat(tls.say("MAIL FROM:<b@s.example>")).startsWith("503");
                assertThat(tls.say("RCPT TO:<alice@example.org> X=1 X=1")).startsWith("504");
                tls.ok("RCPT TO:<alice@example.org>");
                assertThat(tls.data("Subject: observed-commands\r\n\r\nx\r\n")).startsWith("250");
            }
            assertThat(CapturingHook.last().mail().getMaybeSender().asString()).isEqualTo("a@s.example");
            assertThat(james.counter("postern_command_observed_unknown")).isEqualTo(1);
            assertThat(james.counter("postern_command_observed_body")).isEqualTo(1);
            assertThat(james.counter("postern_command_observed_nohelo")).isEqualTo(1);
            assertThat(james.counter("postern_command_observed_repeated")).isEqualTo(1);
            assertThat(james.logged("MAIL parameter FOO")).contains("fault=unknown mode=observe session=");
        }
    }
}
