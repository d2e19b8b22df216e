// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Cassette;
import io.postern.message.Message;
import io.postern.message.MessageHead;
import io.postern.message.OctetSource;
import io.postern.testing.DkimSuite;
import io.postern.testing.Prerequisites;
import io.postern.testing.TextDkim;
import io.postern.value.Trace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The messages of Mail::DKIM, verified by core alone. */
class MailDkimSuiteTest {
    static List<DkimSuite.Case> cases() {
        return DkimSuite.cases();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void agreesWithTheStandards(DkimSuite.Case test) throws IOException {
        StringBuilder story = new StringBuilder();
        DkimFindings findings = DkimVerifier.of(test.zone(), Clock.systemUTC(), Duration.ofSeconds(10))
                .verify(
                        Message.read(test.message()),
                        (section, text) -> story.append(section)
                                .append(' ')
                                .append(text.get())
                                .append('\n'))
                .toCompletableFuture()
                .join();
        assertThat(findings.outcomes())
                .as(story.toString())
                .extracting(Verifying::said)
                .containsExactlyElementsOf(test.results());
    }

    @Test
    void theSuiteIsWhole() {
        assertThat(cases()).hasSize(79);
    }

    /** None of these is signed by a key that there is; with a signature on top that covers all, all still ends. */
    @Test
    void messagesOfAllKindsAreReadToTheirEnd() throws IOException {
        String field =
                "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s; h=from:to:subject:from;"
                        + " bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r\n";
        Cassette zone = Verifying.zone("s._domainkey.example.com", "p=");
        try (Stream<Path> files = Files.list(Prerequisites.suite("messages"))) {
            for (Path file : files.sorted().toList()) {
                Message message = Message.read(OctetSource.of(file));
                Message signed = message.prepend(MessageHead.read(new ByteArrayInputStream(TextDkim.octets(field)))
                        .fields());
                DkimFindings findings = Verifying.verifier(zone)
                        .verify(signed, Trace.OFF)
                        .toCompletableFuture()
                        .join();
                assertThat(findings.outcomes()).as(file.toString()).isNotEmpty();
                assertThat(findings.outcomes())
                        .as(file.toString())
                        .allSatisfy(
                                outcome -> assertThat(outcome.result()).isIn(DkimResult.PERMERROR, DkimResult.POLICY));
            }
        }
    }
}
