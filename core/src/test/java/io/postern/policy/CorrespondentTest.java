// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.policy.Correspondent.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrespondentTest {
    @Test
    void anAddressIsThatOneInAnyCase() {
        Correspondent ceo = Correspondent.parse("sender:CEO@example.org").orThrow();
        assertThat(ceo.is(Role.SENDER, "ceo@Example.ORG")).isTrue();
        assertThat(ceo.is(Role.RECIPIENT, "ceo@example.org")).isFalse();
        assertThat(ceo.is(Role.SENDER, "cfo@example.org")).isFalse();
        assertThat(ceo.is(Role.SENDER, "")).isFalse();
    }

    @Test
    void aDomainIsAllItsAddressesAndNoneBelowIt() {
        Correspondent bank = Correspondent.parse("recipient:bank.example").orThrow();
        assertThat(bank.is(Role.RECIPIENT, "anybody@BANK.example")).isTrue();
        assertThat(bank.is(Role.RECIPIENT, "\"a@b\"@bank.example")).isTrue();
        assertThat(bank.is(Role.RECIPIENT, "anybody@mail.bank.example")).isFalse();
        assertThat(bank.is(Role.RECIPIENT, "bank.example@other.example")).isFalse();
        assertThat(bank.is(Role.RECIPIENT, "")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ceo@example.org", "from:ceo@example.org", "sender:", "sender:@example.org", "sender:a@b..c"
            })
    void everythingElseIsNone(String text) {
        assertThat(Correspondent.parse(text).ok()).isEmpty();
    }
}
