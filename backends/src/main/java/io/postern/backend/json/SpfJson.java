// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.message.HeaderField;
import io.postern.spf.ReceivedSpf;
import io.postern.spf.SpfFindings;
import io.postern.spf.SpfOutcome;
import io.postern.spf.SpfResult;
import io.postern.value.Problem;

/**
 * What SPF found about one transaction (RFC 7208), as {@code postern batch} answers its op {@code spf}:
 *
 * <pre>
 * {"result": "fail", "domain": "example.com", "explanation": "", "mechanism": "all", "lookups": 0, "voidLookups": 0,
 *  "header": "Received-SPF: fail ...", "helo": {the same members}}
 * </pre>
 *
 * <p>{@code header} is the whole field, folded, without the CRLF at its end. {@code problem} is there with temperror
 * and permerror only. {@code guess} has the same members and is there only when a best guess was made; it is not SPF,
 * and its header has another name.
 */
public final class SpfJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SpfJson() {}

    public static ObjectNode of(SpfFindings findings) {
        return of(findings, "");
    }

    /** With a text that stands as {@code explanation} where a fail has none of its publisher's (RFC 7208 §6.2). */
    public static ObjectNode of(SpfFindings findings, String defaultExplanation) {
        ObjectNode json = outcome(ReceivedSpf.NAME, findings.mailFrom(), findings, defaultExplanation);
        findings.heloIdentity()
                .ifPresent(helo -> json.set("helo", outcome(ReceivedSpf.NAME, helo, findings, defaultExplanation)));
        findings.guess().ifPresent(guess -> json.set("guess", outcome(ReceivedSpf.GUESS_NAME, guess, findings, "")));
        return json;
    }

    private static ObjectNode outcome(
            String fieldName, SpfOutcome outcome, SpfFindings findings, String defaultExplanation) {
        String ours = outcome.result() == SpfResult.FAIL ? defaultExplanation : "";
        ObjectNode json = JSON.objectNode()
                .put("result", outcome.result().keyword())
                .put("domain", outcome.domain())
                .put("explanation", outcome.explanation().orElse(ours))
                .put("mechanism", outcome.mechanismText())
                .put("lookups", outcome.dnsLookups())
                .put("voidLookups", outcome.voidLookups())
                .put("header", header(fieldName, outcome, findings));
        outcome.problem().map(Problem::detail).ifPresent(detail -> json.put("problem", detail));
        return json;
    }

    private static String header(String fieldName, SpfOutcome outcome, SpfFindings findings) {
        return HeaderField.of(fieldName, ReceivedSpf.body(outcome, findings.request()))
                .toString()
                .stripTrailing();
    }
}
