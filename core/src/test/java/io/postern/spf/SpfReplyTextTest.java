// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.value.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpfReplyTextTest {
    private static final String EXPLAINED = "example.com TXT v=spf1 -all exp=why.example\nwhy.example TXT ";

    private static String text(String template, Explanations explanations, Scenario scenario) {
        return new SpfReplyText(SpfReplyText.parseTemplate(template).orThrow(), explanations)
                .text(scenario.check(), scenario.request(), Scenario.CLOCK.instant());
    }

    @ParameterizedTest
    @CsvSource({"-all, said", "~all, said", "?all, said", "+all, ''", "bogus, ''"})
    void onlyWhoIsNotAuthorizedIsTold(String term, String expected) {
        assertThat(text("said", Explanations.IGNORE, Scenario.ofRecord("v=spf1 " + term)))
                .isEqualTo(expected);
    }

    @Test
    void theTemplateHasTheMacrosOfExplanationsAndTwoMore() {
        assertThat(text("%{_scope} %{_identity} %{c} %{d} %{p}", Explanations.IGNORE, Scenario.ofRecord("v=spf1 -all")))
                .isEqualTo("mfrom alice@example.com 192.0.2.1 example.com unknown");
    }

    @Test
    void theTemplateOfHeloShowsTheHeloName() {
        Scenario scenario = Scenario.ofRecord("v=spf1 -all").helo("example.com");
        SpfReplyText reply = new SpfReplyText(
                SpfReplyText.parseTemplate("%{_scope} %{_IDENTITY}").orThrow(), Explanations.IGNORE);
        assertThat(reply.text(scenario.checkHelo(), scenario.request(), Scenario.CLOCK.instant()))
                .isEqualTo("helo example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%{_other}", "%{_scope", "%{x}", "100%", "a\tb", "caf\u00e9"})
    void aTemplateIsMalformed(String template) {
        assertThat(SpfReplyText.parseTemplate(template)).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void thePublishersWordsAreNamedAsTheirs() {
        assertThat(text("ours", Explanations.SHOW, Scenario.of(EXPLAINED + "because")))
                .isEqualTo("example.com explained: because");
    }

    @Test
    void thePublishersWordsAreIgnoredUnlessWanted() {
        assertThat(text("ours", Explanations.IGNORE, Scenario.of(EXPLAINED + "because")))
                .isEqualTo("ours");
    }

    @Test
    void anEmptyExplanationIsNone() {
        assertThat(text("ours", Explanations.SHOW, Scenario.of(EXPLAINED + " ")))
                .isEqualTo("ours");
    }

    @Test
    void aLongExplanationIsCut() {
        assertThat(text("ours", Explanations.SHOW, Scenario.of(EXPLAINED + "x".repeat(60_000))))
                .hasSize(400)
                .endsWith("...");
    }

    @Test
    void whatTheClientSentIsFiltered() {
        assertThat(text(
                        "%{h}",
                        Explanations.IGNORE, Scenario.ofRecord("v=spf1 -all").helo("x\r\n250 \u00e4")))
                .isEqualTo("x??250 ?");
    }
}
