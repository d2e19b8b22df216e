// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.authres.AuthenticationResults;
import io.postern.authres.MethodResult;
import io.postern.authres.Property;
import io.postern.value.Parsed;

/**
 * An Authentication-Results field (RFC 8601), as {@code postern batch} answers its op {@code authres-parse}:
 *
 * <pre>
 * {"authservId": "mx.example.org", "version": 1, "results": [
 *   {"method": "spf", "version": 1, "result": "pass", "reason": "", "comment": "",
 *    "properties": {"smtp.mailfrom": "example.com"}}]}
 * </pre>
 *
 * <p>Properties stand in the order of the field; of several with one name the first is shown, as
 * {@link MethodResult#value} has it. A field that does not parse is {@code {"error": "rule: message", "offset": 17}}.
 */
public final class AuthResJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private AuthResJson() {}

    public static ObjectNode of(Parsed<AuthenticationResults> parsed) {
        return parsed.fold(AuthResJson::results, AuthResJson::malformed);
    }

    private static ObjectNode results(AuthenticationResults field) {
        ObjectNode json =
                JSON.objectNode().put("authservId", field.authservId()).put("version", field.version());
        json.putArray("results")
                .addAll(field.results().stream().map(AuthResJson::result).toList());
        return json;
    }

    private static ObjectNode result(MethodResult result) {
        ObjectNode json = JSON.objectNode()
                .put("method", result.method())
                .put("version", result.methodVersion())
                .put("result", result.result())
                .put("reason", result.reason().orElse(""))
                .put("comment", result.comment().orElse(""));
        ObjectNode properties = json.putObject("properties");
        for (Property property : result.properties()) {
            properties.putIfAbsent(property.name(), JSON.textNode(property.value()));
        }
        return json;
    }

    private static ObjectNode malformed(Parsed.Malformed<AuthenticationResults> bad) {
        return JSON.objectNode().put("error", bad.rule() + ": " + bad.message()).put("offset", bad.offset());
    }
}
