// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.authres.MethodResult;
import io.postern.authres.Property;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 8601 §2.7.2. */
class SpfMethodResultsTest {
    private static List<MethodResult> results(
            Scenario scenario, Optional<SpfOutcome> helo, Optional<SpfOutcome> guess) {
        return SpfMethodResults.of(new SpfFindings(scenario.request(), scenario.check(), helo, guess));
    }

    @Test
    void mailFromIsReportedWithTheAddressAndTheHeloName() {
        MethodResult result = results(Scenario.ofRecord("v=spf1 -all"), Optional.empty(), Optional.empty())
                .get(0);
        assertThat(result.method() + "=" + result.result()).isEqualTo("spf=fail");
        assertThat(result.properties())
                .containsExactly(
                        new Property("smtp", "mailfrom", "alice@example.com"),
                        new Property("smtp", "helo", "mail.example.com"));
    }

    @Test
    void theNullSenderIsReportedByTheHeloName() {
        Scenario scenario = Scenario.ofRecord("v=spf1 -all").mailFrom("").helo("example.com");
        assertThat(results(scenario, Optional.empty(), Optional.empty()).get(0).properties())
                .containsExactly(new Property("smtp", "helo", "example.com"));
    }

    @Test
    void anEmptyHeloNameIsLeftOut() {
        Scenario scenario = Scenario.ofRecord("v=spf1 -all").helo("");
        assertThat(results(scenario, Optional.empty(), Optional.empty()).get(0).value("smtp", "helo"))
                .isEmpty();
    }

    @Test
    void theHeloCheckIsASecondResult() {
        Scenario scenario = Scenario.of("example.com TXT v=spf1 -all\nmail.example.com TXT v=spf1 +all");
        List<MethodResult> results = results(scenario, Optional.of(scenario.checkHelo()), Optional.empty());
        assertThat(results).extracting(MethodResult::result).containsExactly("fail", "pass");
        assertThat(results.get(1).properties()).containsExactly(new Property("smtp", "helo", "mail.example.com"));
    }

    @Test
    void aHeloNameWithoutARecordIsNotReported() {
        Scenario scenario = Scenario.ofRecord("v=spf1 -all");
        assertThat(results(scenario, Optional.of(scenario.checkHelo()), Optional.empty()))
                .hasSize(1);
    }

    @Test
    void aGuessIsACommentOnly() {
        Scenario scenario = Scenario.of("example.com A 192.0.2.1");
        SpfOutcome guess = scenario.checkHost()
                .guess(scenario.request(), SpfRecord.parse("v=spf1 a -all").orThrow())
                .toCompletableFuture()
                .join();
        MethodResult result =
                results(scenario, Optional.empty(), Optional.of(guess)).get(0);
        assertThat(result.result()).isEqualTo("none");
        assertThat(result.comment().orElseThrow()).endsWith("; best guess, not SPF: pass");
    }

    @Test
    void whatTheClientSentCannotLeaveItsProperty() {
        Scenario scenario = Scenario.ofRecord("v=spf1 -all").helo("x\r\n; dkim=pass");
        assertThat(results(scenario, Optional.empty(), Optional.empty()).get(0).value("smtp", "helo"))
                .contains("x??; dkim=pass");
    }
}
