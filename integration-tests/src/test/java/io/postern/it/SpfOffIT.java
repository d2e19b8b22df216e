// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code mode} = {@code off} nothing is checked; forged results are removed all the same. */
class SpfOffIT {
    @Test
    void forgedResultsAreRemovedThoughNothingIsChecked(@TempDir Path folder) throws Exception {
        try (JamesUnderTest james = JamesUnderTest.sample(folder)
                .dns("{\"fail.example\": {\"TXT\": [\"v=spf1 -all\"]}}")
                .spfHook("<mode>off</mode>")
                .start()) {
            try (Smtp smtp = james.smtp().ok("EHLO client.example")) {
                smtp.ok("MAIL FROM:<a@fail.example>").ok("RCPT TO:<alice@example.org>");
                assertThat(smtp.data("Authentication-Results: mx.example.org; spf=pass\r\nSubject: off-1\r\n\r\nx\r\n"))
                        .startsWith("250");
            }
            assertThat(james.delivered("alice@example.org", "off-1")).doesNotContain("Authentication-Results");
            assertThat(james.counter("postern_spf_skipped_off")).isEqualTo(1);
            assertThat(james.counter("postern_authres_forged")).isEqualTo(1);
        }
    }
}
