// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.james.TlsAttributes;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMatcherConfig;
import org.junit.jupiter.api.Test;

class RequiresTlsTest {
    private static RequiresTls matcher(String condition) throws MessagingException {
        RequiresTls matcher = new RequiresTls();
        matcher.init(FakeMatcherConfig.builder()
                .matcherName("RequiresTls")
                .condition(condition)
                .build());
        return matcher;
    }

    private static FakeMail.Builder mail() throws MessagingException {
        return FakeMail.builder().name("mail").recipients("alice@example.org", "bob@example.org");
    }

    @Test
    void matchesAllRecipientsOfAMailUnderTheObligation() throws Exception {
        FakeMail mail = mail().sender("a@b.example").build();
        assertThat(matcher("").match(mail)).isEmpty();
        TlsAttributes.waive(mail);
        assertThat(matcher("").match(mail)).isEmpty();
        TlsAttributes.require(mail);
        TlsAttributes.waive(mail);
        assertThat(matcher("").match(mail)).hasSize(2);
        assertThat(matcher("except-own-bounces").match(mail)).hasSize(2);
    }

    @Test
    void aBounceIsExceptedOnlyIfThisServerHasMadeIt() throws Exception {
        FakeMail foreign = mail().build();
        TlsAttributes.require(foreign);
        assertThat(matcher("except-own-bounces").match(foreign)).hasSize(2);
        FakeMail own = mail().attribute(Mail.SENT_BY_MAILET_ATTRIBUTE).build();
        TlsAttributes.require(own);
        assertThat(matcher("except-own-bounces").match(own)).isEmpty();
        assertThat(matcher("").match(own)).hasSize(2);
    }

    @Test
    void anotherConditionIsRefused() {
        assertThatThrownBy(() -> matcher("except-bounces"))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("RequiresTls=except-bounces")
                .hasMessageContaining("except-own-bounces");
    }
}
