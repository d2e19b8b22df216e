// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.arc.ArcFindings;
import io.postern.arc.ArcSetOutcome;
import io.postern.arc.ChainValidationStatus;
import io.postern.dkim.DkimOutcome;
import java.util.Optional;

/**
 * What ARC found about one message (RFC 8617), as {@code postern batch} answers its op {@code arc-verify}:
 *
 * <pre>
 * {"result": "pass", "reason": "", "instances": 1, "oldestPass": 0,
 *  "chain": [{"i": 1, "domain": "example.com", "selector": "s", "ams": "pass", "seal": "pass", "cv": "none"}]}
 * </pre>
 *
 * <p>{@code chain} has one member for each instance, 1 first. {@code oldestPass} is null unless the chain passes.
 * {@code ams} and {@code seal} are results of signatures, and empty where the chain failed before they were checked;
 * {@code cv} is empty where the seal does not say it. With fail there is {@code reasonWord}, one of a closed set.
 */
public final class ArcJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ArcJson() {}

    public static ObjectNode of(ArcFindings findings) {
        ObjectNode json = JSON.objectNode()
                .put("result", findings.state().keyword())
                .put("reason", findings.reasonText())
                .put("instances", findings.instances());
        if (findings.oldestPass().isPresent()) {
            json.put("oldestPass", findings.oldestPass().getAsInt());
        } else {
            json.putNull("oldestPass");
        }
        json.putArray("chain")
                .addAll(findings.chain().stream().map(ArcJson::set).toList());
        findings.failure().ifPresent(why -> json.put("reasonWord", why.reason().keyword()));
        return json;
    }

    private static ObjectNode set(ArcSetOutcome set) {
        return JSON.objectNode()
                .put("i", set.instance())
                .put("domain", set.domain())
                .put("selector", set.selector())
                .put("ams", result(set.messageSignature()))
                .put("seal", result(set.seal()))
                .put("cv", set.chainBefore().map(ChainValidationStatus::keyword).orElse(""));
    }

    private static String result(Optional<DkimOutcome> signature) {
        return signature.map(outcome -> outcome.result().keyword()).orElse("");
    }
}
