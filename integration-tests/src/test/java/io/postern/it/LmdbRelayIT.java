// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that says RELAY, where that is not allowed, and where nothing is enforced. */
@Tag("peer")
class LmdbRelayIT {
    @TempDir
    Path folder;

    private JamesUnderTest.Setup hook(String parameters) throws Exception {
        Path file = LmdbIT.load(folder, "relay.mdb", "x.example", "OK", "y.example", "relay", "example.org", "REJECT");
        return JamesUnderTest.sample(folder.resolve("james"))
                .replace(
                        "smtpserver.xml",
                        Pattern.compile("<handler class=\"org.apache.james.smtpserver.fastfail.ValidRcptHandler\" />"),
                        "<handler class=\"io.postern.smtp.LmdbRcptHook\"><checks>recipientDomain:" + file + "</checks>"
                                + parameters + "</handler>");
    }

    @Test
    void itStopsTheStart() throws Exception {
        JamesUnderTest.Setup setup = hook("");
        assertThatThrownBy(setup::start)
                .hasStackTraceContaining("has RELAY for 'y.example'; allowed with allowRelay=true only");
    }

    @Test
    void observedItRelaysNothingAndRefusesNothing() throws Exception {
        try (JamesUnderTest james = hook("<allowRelay>true</allowRelay>").start();
                Smtp smtp = james.smtp().ok("EHLO client.example").ok("MAIL FROM:<a@friend.example>")) {
            assertThat(smtp.say("RCPT TO:<a@y.example>")).startsWith("5");
            assertThat(smtp.say("RCPT TO:<alice@example.org>")).startsWith("250");
            assertThat(james.logged("rcpt=a@y.example")).contains("action=relay mode=observe");
            assertThat(james.counter("postern_lmdb_observed_reject")).isEqualTo(1);
        }
    }
}
