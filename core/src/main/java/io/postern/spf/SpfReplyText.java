// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.value.Ascii;
import io.postern.value.Parsed;
import java.time.Instant;
import java.util.Optional;

/**
 * The operator's words for a client whose mail SPF does not authorize (Exim's {@code spf_smtp_comment_template}): a
 * text with the macros of explanations (RFC 7208 §7.2) and two more, {@code %{_scope}} ({@code mfrom} or {@code helo})
 * and {@code %{_identity}} (the address or name that was checked). {@code %{p}} is always {@code unknown}: no look-up
 * is made for it.
 *
 * @param explanations whether the publisher's own explanation, where there is one, takes the template's place
 */
public record SpfReplyText(MacroString template, Explanations explanations) {
    private static final int MAX_LENGTH = 400;

    public static Parsed<MacroString> parseTemplate(String text) {
        return MacroString.parse(text, MacroString.Place.TEMPLATE);
    }

    /**
     * Printable ASCII, at most 400 characters; empty unless the result is fail, softfail or neutral, as Exim has it.
     */
    public String text(SpfOutcome outcome, SpfRequest request, Instant now) {
        boolean explains =
                switch (outcome.result()) {
                    case FAIL, SOFTFAIL, NEUTRAL -> true;
                    case NONE, PASS, TEMPERROR, PERMERROR -> false;
                };
        if (!explains) {
            return "";
        }
        Optional<String> published = explanations == Explanations.SHOW
                ? outcome.explanation().filter(text -> !text.isBlank())
                : Optional.empty();
        // RFC 7208 §6.2: software SHOULD make clear that the text comes from a third party
        return Ascii.printable(
                published
                        .map(text -> outcome.domain() + " explained: " + text)
                        .orElseGet(() -> expanded(outcome, request, now)),
                MAX_LENGTH);
    }

    private String expanded(SpfOutcome outcome, SpfRequest request, Instant now) {
        return new MacroValues(
                        outcome.sender(),
                        outcome.domain(),
                        request.clientIp(),
                        "unknown",
                        request.helo().text(),
                        request.receiver(),
                        now,
                        outcome.identity())
                .expand(template);
    }
}
