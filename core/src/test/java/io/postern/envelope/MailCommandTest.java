// SPDX-License-Identifier: Apache-2.0
package io.postern.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import io.postern.value.Parsed;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailCommandTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL FROM:<a@b.example>           | a@b.example",
                "mail from:<a@b.example>           | a@b.example",
                "MAIL FROM: <a@b.example>          | a@b.example",
                "MAIL FROM:a@b.example             | a@b.example",
                "MAIL FROM:a@b.example SIZE=1      | a@b.example",
                "MAIL FROM:<@x,@y:a@b.example>     | a@b.example",
                "MAIL FROM:<\"a> b\"@b.example>    | \"a> b\"@b.example",
                "MAIL FROM:<\"a\\\" >\"@b.example> | \"a\\\" >\"@b.example",
                "MAIL FROM:<>                      | ''",
                "MAIL FROM:<postmaster>            | postmaster",
            })
    void thePathIsWhatStandsInTheBrackets(String line, String path) {
        assertThat(MailCommand.parse(line + "\r\n").orThrow().path().text()).isEqualTo(path);
    }

    @Test
    void parametersKeepTheirSpellingAndOrder() {
        assertThat(MailCommand.parse("MAIL FROM:<a@b> size=12  BODY=8BITMIME requiretls AUTH=<>")
                        .orThrow()
                        .parameters())
                .hasToString("[size=12, BODY=8BITMIME, requiretls, AUTH=<>]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL",
                "MAILFROM:<a@b>",
                "RCPT TO:<a@b>",
                "MAIL TO:<a@b>",
                "MAIL FROM:<a@b",
                "MAIL FROM:<\"a@b>",
                "MAIL FROM:<a@b>SIZE=1",
                "MAIL FROM:<a@b> =1",
                "MAIL FROM:<a@b> SIZE=",
                "MAIL FROM:<a@b> SIZE=1=2",
                "MAIL FROM:<a@b> -X=1",
                "MAIL FROM:<a@b> X_Y=1",
                "MAIL FROM:<a@b> X=\u0001",
            })
    void whatBreaksTheGrammarIsMalformed(String line) {
        assertThat(MailCommand.parse(line)).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void anyNumberOfParametersIsRefusedAboveTheLimit() {
        String line = "MAIL FROM:<a@b>" + " X=1".repeat(MailCommand.MAX_PARAMETERS);
        assertThat(MailCommand.parse(line)).isInstanceOf(Parsed.Ok.class);
        assertThat(MailCommand.parse(line + " X=1")).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void noTextMakesItThrow() {
        Random random = new Random(5321);
        String alphabet = "<>\"\\@: =-aZ9\u00e9\r\n";
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            StringBuilder line = new StringBuilder("MAIL FROM:");
            for (int i = random.nextInt(30); i > 0; i--) {
                line.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(MailCommand.parse(line.toString())).isNotNull();
        }
    }
}
