// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.authenticate.AuthenticationFindings;
import io.postern.authres.AuthenticationResults;
import io.postern.authres.AuthservId;
import io.postern.backend.json.ArcJson;
import io.postern.backend.json.DkimJson;
import io.postern.backend.json.DmarcJson;
import io.postern.backend.json.SpfJson;
import io.postern.message.HeaderField;

/** The findings of a message: each method's as its own op answers it, and the field that the server writes. */
final class AuthenticationJson {
    private AuthenticationJson() {}

    static ObjectNode of(AuthenticationFindings findings, AuthservId id) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        findings.spf().ifPresent(spf -> json.set("spf", SpfJson.of(spf)));
        json.set("dkim", DkimJson.of(findings.dkim()));
        json.set("dmarc", DmarcJson.of(findings.dmarc()));
        json.set("arc", ArcJson.of(findings.arc()));
        return json.put("authenticationResults", FieldText.of(field(findings, id)));
    }

    static HeaderField field(AuthenticationFindings findings, AuthservId id) {
        return AuthenticationResults.of(id.value(), findings.methodResults("")).toField();
    }
}
