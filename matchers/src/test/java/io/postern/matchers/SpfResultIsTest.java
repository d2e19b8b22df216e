// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.james.Attributes;
import javax.mail.MessagingException;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMatcherConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpfResultIsTest {
    private static SpfResultIs matcher(String condition) throws MessagingException {
        SpfResultIs matcher = new SpfResultIs();
        matcher.init(FakeMatcherConfig.builder()
                .matcherName("SpfResultIs")
                .condition(condition)
                .build());
        return matcher;
    }

    private static FakeMail mail(String result, String guess) throws MessagingException {
        FakeMail mail = FakeMail.builder()
                .name("mail")
                .recipients("alice@example.org", "bob@example.org")
                .build();
        if (!result.isEmpty()) {
            Attributes.SPF_RESULT.set(mail, result);
        }
        if (!guess.isEmpty()) {
            Attributes.SPF_RESULT_GUESSED.set(mail, guess);
        }
        return mail;
    }

    @ParameterizedTest(name = "{0} on {1}/{2}: {3}")
    @CsvSource({
        "'fail,softfail', softfail, '',     2",
        "'fail:softfail', pass,     '',     0",
        "'!pass',         fail,     '',     2",
        "'!pass',         pass,     '',     0",
        "'!pass,fail',    none,     '',     0",
        "'err_temp',      temperror,'',     2",
        "'err_perm',      permerror,'',     2",
        "'pass',          none,     pass,   0",
        "'guess-pass',    none,     pass,   2",
        "'unchecked',     '',       '',     2",
        "'!unchecked',    '',       '',     0"
    })
    void matchesAllRecipientsOrNone(String condition, String result, String guess, int recipients) throws Exception {
        assertThat(matcher(condition).match(mail(result, guess))).hasSize(recipients);
    }

    @Test
    void aWordThatIsNoResultIsRefused() {
        assertThatThrownBy(() -> matcher("passed"))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("'passed' is not allowed")
                .hasMessageContaining("allowed: none, neutral, pass");
    }

    @Test
    void aMissingConditionIsRefused() {
        assertThatThrownBy(() -> matcher("")).isInstanceOf(MessagingException.class);
    }
}
