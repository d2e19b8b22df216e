// SPDX-License-Identifier: Apache-2.0
package io.postern.authres;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.AuthResSuite;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of Mail::AuthenticationResults and MimeKit, read in place. */
class AuthenticationResultsSuiteTest {
    static List<AuthResSuite.Case> perl() {
        return AuthResSuite.perl();
    }

    static List<AuthResSuite.Case> mimeKit() {
        return AuthResSuite.mimeKit();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"perl", "mimeKit"})
    void agreesWithTheSuite(AuthResSuite.Case given) {
        Optional<AuthenticationResults> lenient =
                AuthenticationResults.parse(given.text(), Grammar.LENIENT).ok();
        Optional<AuthenticationResults> strict =
                AuthenticationResults.parse(given.text(), Grammar.STRICT).ok();
        if (given.isDeviation()) {
            assertThat(lenient.isPresent()).as("a deviation that is none").isNotEqualTo(given.parses());
            return;
        }
        assertThat(lenient.isPresent()).isEqualTo(given.parses());
        if (given.isConforming()) {
            assertThat(strict).isPresent();
        }
        // what is right by the standard is the same to both
        strict.ifPresent(value -> assertThat(lenient).contains(value));
        lenient.ifPresent(value -> {
            given.checkFacts(value);
            assertThat(AuthenticationResults.parse(value.format(), Grammar.LENIENT)
                            .ok())
                    .contains(value);
        });
    }
}
