// SPDX-License-Identifier: Apache-2.0
package io.postern.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.postern.testing.Prerequisites;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupKeysTest {
    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({
        "EXACT,   Alice@Example.ORG, Alice@Example.ORG",
        "LOWER,   Alice@Example.ORG, alice@example.org",
        "ADDRESS, Alice@Example.ORG, alice@example.org *@example.org *",
        "ADDRESS, Example.ORG,       example.org *",
        "DOMAIN,  Alice@Example.ORG, example.org",
        "DOMAIN,  Example.ORG,       example.org",
        "PARTIAL, 2250.Dict.Example, 2250.dict.example *.2250.dict.example *.dict.example *.example *",
        "PARTIAL, a@dict.example,    dict.example *.dict.example *.example *",
        "PARTIAL, localhost,         localhost *.localhost *",
        "IP,      192.0.2.201,       192.0.2.201 192.0.2.192/27 192.0.2.0/24 0.0.0.0/0",
        "IP,      ::ffff:192.0.2.201,192.0.2.201 192.0.2.192/27 192.0.2.0/24 0.0.0.0/0",
        "IP,      2001:DB8:0:9::17,  2001:db8:0:9::17 2001:db8:0:9::/64 2001:db8:0:8::/61 2001:db8::/32",
        "IP,      host.example,      ''"
    })
    void aSubjectBecomesKeys(KeyForm form, String subject, String keys) {
        LookupKeys made = new LookupKeys(form, List.of(27, 24, 0), List.of(64, 61, 32));
        assertThat(String.join(" ", made.of(subject))).isEqualTo(keys);
    }

    @ParameterizedTest
    @CsvSource({"33, 0", "-1, 0", "0, 129", "0, -1"})
    void prefixLengthsAreThoseOfTheFamily(int length4, int length6) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LookupKeys(KeyForm.IP, List.of(length4), List.of(length6)));
    }

    @Test
    void theEmptySubjectHasNoKeys() {
        for (KeyForm form : KeyForm.values()) {
            assertThat(new LookupKeys(form).of("")).isEmpty();
        }
    }

    @Test
    void noSubjectHasMoreKeysThanADomainHasLabels() {
        Random random = new Random(6);
        String alphabet = "aZ.@*0:/";
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            StringBuilder subject = new StringBuilder();
            for (int length = random.nextInt(400); length > 0; length--) {
                subject.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            for (KeyForm form : KeyForm.values()) {
                List<String> keys = new LookupKeys(form, List.of(24), List.of(64)).of(subject.toString());
                assertThat(keys).hasSizeLessThanOrEqualTo(130);
            }
        }
    }
}
