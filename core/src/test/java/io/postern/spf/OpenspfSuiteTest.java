// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.DnsBudget;
import io.postern.envelope.Helo;
import io.postern.envelope.ReversePath;
import io.postern.testing.SpfSuite;
import io.postern.value.IpAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The openspf cases for RFC 7208, evaluated by core alone. There are no deviations. */
class OpenspfSuiteTest {
    static List<SpfSuite.Case> cases() {
        return SpfSuite.cases();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void agreesWithTheSuite(SpfSuite.Case test) {
        Clock clock = Clock.systemUTC();
        SpfRequest request = new SpfRequest(
                IpAddress.of(test.ip()), Helo.of(test.helo()), ReversePath.of(test.mailFrom()), "receiver.example");
        StringBuilder story = new StringBuilder();
        SpfOutcome outcome = CheckHost.of(DnsBudget.of(test.zone(), clock, Duration.ofSeconds(20), 200), clock)
                .tracing((section, text) ->
                        story.append(section).append(' ').append(text.get()).append('\n'))
                .mailFrom(request)
                .toCompletableFuture()
                .join();

        assertThat(outcome.result().keyword()).as(story.toString()).isIn(test.results());
        if (outcome.result() == SpfResult.FAIL && test.explanation().isPresent()) {
            assertThat(outcome.explanation().or(() -> Optional.of(SpfSuite.DEFAULT_EXPLANATION)))
                    .as(story.toString())
                    .isEqualTo(test.explanation());
        }
    }
}
