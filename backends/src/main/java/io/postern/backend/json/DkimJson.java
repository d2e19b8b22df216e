// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.dkim.DkimFindings;
import io.postern.dkim.DkimOutcome;
import io.postern.dkim.SignatureLabel;
import io.postern.value.DomainName;
import io.postern.value.Problem;

/**
 * What DKIM found about one message (RFC 6376), as {@code postern batch} answers its op {@code dkim}:
 *
 * <pre>
 * {"results": [
 *   {"result": "pass", "reason": "partial-body", "domain": "example.com", "selector": "s", "algorithm": "rsa-sha256",
 *    "identity": "@example.com", "bits": 2048, "authenticatedDomain": ""}]}
 * </pre>
 *
 * <p>One member of {@code results} for each signature field, top to bottom; none if the message is not signed.
 * {@code bits} is 0 where there is no readable key. {@code authenticatedDomain} is the domain that DMARC may align.
 * {@code problem} is there with every result but pass.
 */
public final class DkimJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private DkimJson() {}

    public static ObjectNode of(DkimFindings findings) {
        ObjectNode json = JSON.objectNode();
        json.putArray("results")
                .addAll(findings.outcomes().stream().map(DkimJson::outcome).toList());
        return json;
    }

    private static ObjectNode outcome(DkimOutcome outcome) {
        SignatureLabel label = outcome.label();
        ObjectNode json = JSON.objectNode()
                .put("result", outcome.result().keyword())
                .put("reason", outcome.reasonText())
                .put("domain", label.domain())
                .put("selector", label.selector())
                .put("algorithm", label.algorithm())
                .put("identity", label.identity())
                .put("bits", outcome.bits())
                .put(
                        "authenticatedDomain",
                        outcome.authenticatedDomain().map(DomainName::value).orElse(""));
        outcome.problem().map(Problem::detail).ifPresent(detail -> json.put("problem", detail));
        return json;
    }
}
