// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.value.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessVerdictTest {
    private static String shown(AccessVerdict verdict) {
        if (verdict instanceof AccessVerdict.Refuse refuse) {
            return refuse.action() instanceof Action.Reject reject
                    ? reject.reply().toString()
                    : ((Action.Defer) refuse.action()).reply().toString();
        }
        return verdict instanceof AccessVerdict.Relay ? "relay" : "pass";
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "OK,                              pass",
        "' dunno ',                       pass",
        "Relay,                           relay",
        "REJECT,                          550 5.7.1 Access denied",
        "reject  Go away,                 550 5.7.1 Go away",
        "DEFER Not now,                   451 4.7.1 Not now",
        "550 5.1.1 No such user here,     550 5.1.1 No such user here",
        "550 No such user,                550 5.7.1 No such user",
        "554,                             554 5.7.1 Access denied",
        "554 5.7.0,                       554 5.7.0 Access denied",
        "450 4.2.1 Mailbox busy,          450 4.2.1 Mailbox busy",
        "550 5.1.1234 x,                  550 5.7.1 5.1.1234 x",
        "550 a\u00e9b,                    550 5.7.1 a?b"
    })
    void valuesAreVerdicts(String value, String verdict) {
        assertThat(shown(AccessVerdict.parse(value).orThrow())).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"yes", "''", "250 OK", "550 4.1.1 x", "55 x", "rejected", "600 x"})
    void everythingElseIsNone(String value) {
        assertThat(AccessVerdict.parse(value)).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void noValueBeginsALineOfItsOwn() {
        assertThat(shown(AccessVerdict.parse("REJECT a\r\n250 OK").orThrow())).isEqualTo("550 5.7.1 a??250 OK");
    }

    @Test
    void longTextsAreCut() {
        String reply = shown(AccessVerdict.parse("REJECT " + "x".repeat(2_000)).orThrow());
        assertThat(reply).hasSize("550 5.7.1 ".length() + SmtpReply.MAX_TEXT).endsWith("...");
    }

    @Test
    void whatIsNotKnownIsDeferred() {
        assertThat(shown(AccessVerdict.unknown())).isEqualTo("451 4.3.0 Local error in processing, try again later");
    }
}
