// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.james.Attributes;
import javax.mail.MessagingException;
import org.apache.mailet.base.GenericMatcher;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMatcherConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DmarcMatchersTest {
    private static <T extends GenericMatcher> T init(T matcher, String condition) throws MessagingException {
        matcher.init(FakeMatcherConfig.builder()
                .matcherName(matcher.getClass().getSimpleName())
                .condition(condition)
                .build());
        return matcher;
    }

    private static FakeMail mail() throws MessagingException {
        return FakeMail.builder().name("mail").recipients("alice@example.org").build();
    }

    private static FakeMail signed() throws MessagingException {
        FakeMail mail = mail();
        Attributes.DKIM_RESULT.set(mail, "pass");
        Attributes.DKIM_RESULTS.set(
                mail,
                "mx.example.org;\r\n dkim=pass (2048-bit key) header.d=example.com header.s=A;\r\n"
                        + " dkim=fail reason=body-hash header.d=list.example header.s=b");
        return mail;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "pass|true",
                "fail|false",
                "!pass|false",
                "pass domain:example.com|true",
                "pass domain:EXAMPLE.com selector:a|true",
                "pass selector:b|false",
                "fail selector:b|true",
                "pass domain:list.example|false",
                "fail,none domain:list.example|true",
                "none domain:other.example|true",
                "pass domain:sub.example.com|false"
            })
    void dkimOfAMessageOrOfOneSignature(String condition, boolean matches) throws MessagingException {
        assertThat(init(new DkimResultIs(), condition).match(signed())).hasSize(matches ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "pass, none:pass, true",
        "fail, none:pass, false",
        "fail, !pass, true",
        "'', none, true",
        "'', pass, false"
    })
    void arcByItsState(String state, String condition, boolean matches) throws MessagingException {
        FakeMail mail = mail();
        if (!state.isEmpty()) {
            Attributes.ARC_STATE.set(mail, state);
        }
        assertThat(init(new ArcStateIs(), condition).match(mail)).hasSize(matches ? 1 : 0);
    }

    @Test
    void aWordThatIsNoStateOfAChainIsRefused() {
        assertThatThrownBy(() -> init(new ArcStateIs(), "temperror")).hasMessageContaining("allowed: fail, none, pass");
    }

    @Test
    void mailThatWasNotLookedAtIsUncheckedAndOff() throws MessagingException {
        assertThat(init(new DkimResultIs(), "unchecked").match(mail())).hasSize(1);
        assertThat(init(new DkimResultIs(), "none domain:example.com").match(mail()))
                .isEmpty();
        assertThat(init(new DmarcStatusIs(), "off").match(mail())).hasSize(1);
    }

    @Test
    void dmarcByEximsWords() throws MessagingException {
        FakeMail mail = mail();
        Attributes.DMARC_STATUS.set(mail, "quarantine");

        assertThat(init(new DmarcStatusIs(), "reject:quarantine").match(mail)).hasSize(1);
        assertThat(init(new DmarcStatusIs(), "!quarantine").match(mail)).isEmpty();
    }

    @Test
    void whatIsNoWordIsRefused() {
        assertThatThrownBy(() -> init(new DmarcStatusIs(), "pass")).hasMessageContaining("allowed: accept, nofrom");
        assertThatThrownBy(() -> init(new DkimResultIs(), "pass domain:a..b")).hasMessageContaining("a..b");
        assertThatThrownBy(() -> init(new DkimResultIs(), "pass fail")).hasMessageContaining("'pass fail'");
    }
}
