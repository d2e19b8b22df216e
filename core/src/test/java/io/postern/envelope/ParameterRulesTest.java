// SPDX-License-Identifier: Apache-2.0
package io.postern.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.Prerequisites;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterRulesTest {
    private static final ParameterRules RULES = ParameterRules.of(List.of("ret", "ENVID"));

    private static String mailFault(ParameterRules rules, String line) {
        return rules.fault(MailCommand.parse(line))
                .map(fault -> fault.kind().keyword() + " " + fault.keyword())
                .orElse("");
    }

    private static String mailFault(String line) {
        return mailFault(RULES, line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<a@b>",
                "MAIL FROM:<> SIZE=3",
                "MAIL FROM:<a@b> BODY=8BITMIME",
                "MAIL FROM:<a@b> body=7bit",
                "MAIL FROM:<a@b> AUTH=<> SIZE=1000",
                "MAIL FROM:<a@b> auth=<c@d>",
                "MAIL FROM:<a@b> RET=HDRS envid=QQ314159",
                "MAIL FROM:<\"a> FOO\"@b> SIZE=1",
            })
    void knownParametersHaveNoFault(String line) {
        assertThat(mailFault(line)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL FROM:<a@b> FOO,                    unknown FOO",
        "MAIL FROM:<a@b> SIZE=1 foo=1,           unknown FOO",
        "MAIL FROM:<a@b> SMTPUTF8,               unknown SMTPUTF8",
        "MAIL FROM:<a@b> SIZE=1 SIZE=1,          repeated SIZE",
        "MAIL FROM:<a@b> ret=FULL RET=FULL,      repeated RET",
        "MAIL FROM:<a@b> BODY=BINARYMIME,        body BODY",
        "MAIL FROM:<a@b> body,                   body BODY",
        "MAIL FROM:<a@b> X_Y=1,                  malformed X_Y=1",
        "MAIL FROM:<a@b> SIZE=,                  malformed SIZE=",
        "MAIL FROM:<a@b> =1,                     malformed =1",
        "MAIL FROM:<a@b>SIZE=1,                  malformed a space expected",
        // the first fault from the left
        "MAIL FROM:<a@b> BODY=X SIZE=1 SIZE=1,   body BODY",
    })
    void theFirstFaultIsNamed(String line, String fault) {
        assertThat(mailFault(line)).isEqualTo(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "MAIL TO:<a@b> FOO", "MAIL FROM:<a@b", "NOOP"})
    void aWrongVerbOrPathIsNoFaultOfItsParameters(String line) {
        assertThat(mailFault(line)).isEmpty();
    }

    @Test
    void valuesOfBodyAreLeftToWhoeverRegistersIt() {
        ParameterRules rules = ParameterRules.of(List.of("body"));

        assertThat(mailFault(rules, "MAIL FROM:<a@b> BODY=BINARYMIME")).isEmpty();
        assertThat(mailFault(rules, "MAIL FROM:<a@b> BODY=7BIT BODY=7BIT")).isEqualTo("repeated BODY");
    }

    @Test
    void whatIsNamedIsShortAndPrintable() {
        String keyword = "X".repeat(500);
        assertThat(mailFault("MAIL FROM:<a@b> " + keyword)).hasSizeLessThan(80).startsWith("unknown XXX");
        assertThat(mailFault("MAIL FROM:<a@b> \u0001\u00e9" + keyword))
                .hasSizeLessThan(80)
                .startsWith("malformed ??XXX");
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT TO:<a@b> NOTIFY=NEVER notify=NEVER,   NOTIFY",
        "RCPT TO:<a@b> ORCPT=rfc822;a NOTIFY=NEVER, ''",
        "RCPT TO:<a@b> FOO,                         ''",
        "RCPT TO:<a@b>,                             ''",
        "RCPT TO:<a@b> X_Y X_Y,                     ''",
    })
    void ofRcptOnlyARepetitionIsAFault(String line, String keyword) {
        assertThat(ParameterRules.repetition(RcptCommand.parse(line))
                        .map(ParameterFault::keyword)
                        .orElse(""))
                .isEqualTo(keyword);
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL FROM:<size@b> size=1  requiretls auth=<size@b>, MAIL FROM:<size@b> SIZE=1  REQUIRETLS AUTH=<size@b>",
        "mail from: <a@b>   body=8bitmime,                    mail from: <a@b>   BODY=8bitmime",
        "mail from:<a@b>,                                     mail from:<a@b>",
    })
    void keywordsGetCapitalsAndAllElseStays(String line, String expected) {
        assertThat(MailCommand.parse(line).orThrow().withCapitals(line + "\r\n"))
                .isEqualTo(expected);
    }

    @Test
    void keywordsOfRcptGetCapitals() {
        String line = "rcpt to:<notify@b> notify=never orcpt=rfc822;notify";
        assertThat(RcptCommand.parse(line).orThrow().withCapitals(line))
                .isEqualTo("rcpt to:<notify@b> NOTIFY=never ORCPT=rfc822;notify");
    }

    @Test
    void anyLineThatCanBeReadKeepsItsLengthAndItsParameters() {
        Random random = new Random(1869);
        String alphabet = "<>\"\\@: =-aZ9\u00e9";
        for (int round = 0; round < Prerequisites.fuzzRounds(); round++) {
            StringBuilder text = new StringBuilder("MAIL FROM:<a>");
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String line = text.toString().strip();
            MailCommand.parse(line).ok().ifPresent(command -> {
                String capitals = command.withCapitals(line);
                assertThat(capitals).as(line).isEqualToIgnoringCase(line);
                assertThat(MailCommand.parse(capitals).orThrow().parameters())
                        .as(line)
                        .hasSameSizeAs(command.parameters());
            });
        }
    }
}
