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

class SessionIsTest {
    private static SessionIs matcher(String condition) throws MessagingException {
        SessionIs matcher = new SessionIs();
        matcher.init(FakeMatcherConfig.builder()
                .matcherName("SessionIs")
                .condition(condition)
                .build());
        return matcher;
    }

    private static FakeMail mail(String early, String octets) throws MessagingException {
        FakeMail mail = FakeMail.builder()
                .name("mail")
                .recipients("alice@example.org", "bob@example.org")
                .build();
        if (!early.isEmpty()) {
            Attributes.SESSION_EARLY_PIPELINING.set(mail, early);
        }
        Attributes.SESSION_EARLY_OCTETS.set(mail, octets);
        return mail;
    }

    @ParameterizedTest(name = "{0} on {1}/{2}: {3}")
    @CsvSource({
        "'early-pipelined',              used,              true,  2",
        "'early-pipelined',              advertised-unused, false, 0",
        "'early-pipelined,early-unused', advertised-unused, false, 2",
        "'!early-pipelined',             used,              true,  0",
        "'early-none',                   none,              true,  2",
        "'early-none',                   '',                false, 2",
        "'early-octets',                 none,              true,  2",
        "'early-octets',                 none,              false, 0"
    })
    void matchesAllRecipientsOrNone(String condition, String early, String octets, int recipients) throws Exception {
        assertThat(matcher(condition).match(mail(early, octets))).hasSize(recipients);
    }

    @Test
    void aWordThatIsNoKindOfSessionIsRefused() {
        assertThatThrownBy(() -> matcher("early"))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("early-pipelined");
    }
}
