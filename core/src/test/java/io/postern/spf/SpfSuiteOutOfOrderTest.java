// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.SpfSuite;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The openspf cases again, with answers that other threads bring in random order. */
class SpfSuiteOutOfOrderTest {
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(4);
    private static final int ROUNDS = 20;

    static List<SpfSuite.Case> cases() {
        return SpfSuite.cases();
    }

    @AfterAll
    static void stop() {
        THREADS.shutdownNow();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theOrderOfAnswersDoesNotMatter(SpfSuite.Case test) {
        SpfOutcome expected = scenario(Scenario.of(test.zone()), test).check();
        assertThat(expected.result().keyword()).isIn(test.results());
        for (long seed = 0; seed < ROUNDS; seed++) {
            Scenario scenario = scenario(Scenario.of(new ShufflingResolver(test.zone(), seed, THREADS)), test);
            assertThat(scenario.check()).as(() -> "seed in " + scenario.story()).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theExplanationIsTheSame(SpfSuite.Case test) {
        Scenario scenario = scenario(Scenario.of(new ShufflingResolver(test.zone(), 1, THREADS)), test);
        SpfOutcome outcome = scenario.check();
        if (outcome.result() == SpfResult.FAIL && test.explanation().isPresent()) {
            assertThat(outcome.explanation().or(() -> Optional.of(SpfSuite.DEFAULT_EXPLANATION)))
                    .as(scenario.story())
                    .isEqualTo(test.explanation());
        }
    }

    private static Scenario scenario(Scenario scenario, SpfSuite.Case test) {
        return scenario.from(test.ip()).helo(test.helo()).mailFrom(test.mailFrom());
    }
}
