// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.ArcSuite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ValiMail suite, verified by core alone. */
class ArcSuiteTest {
    static List<ArcSuite.Case> cases() {
        return ArcSuite.cases();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void agreesWithTheSuite(ArcSuite.Case test) {
        StringBuilder story = new StringBuilder();
        ArcFindings findings = Verifying.findings(
                test.zone(),
                test.message(),
                (section, text) ->
                        story.append(section).append(' ').append(text.get()).append('\n'));
        // RFC 8617 §5.2: where the suite expects nothing, the newest seal says cv=fail, and so the chain fails
        String expected = test.state().isEmpty() ? "fail" : test.state();
        assertThat(findings.state().keyword()).as(story.toString()).isEqualTo(expected);
        if (test.state().isEmpty()) {
            assertThat(findings.failure().map(ArcFailure::reason)).contains(ArcReason.SEALED_FAIL);
        }
    }

    @Test
    void theSuiteIsWhole() {
        assertThat(cases()).hasSize(85);
        assertThat(ArcSuite.sealings()).hasSize(8);
    }
}
