// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.authres.AuthenticationResults;
import io.postern.authres.Grammar;
import io.postern.backend.json.AuthResJson;
import io.postern.backend.json.BadRequest;
import io.postern.backend.json.JsonRequest;

/** {@code authres-parse}: the body of an Authentication-Results field. */
final class AuthResParseOperation implements Operation {
    @Override
    public ObjectNode answer(JsonRequest request) throws BadRequest {
        Grammar grammar = request.isSet("lenient") ? Grammar.LENIENT : Grammar.STRICT;
        return AuthResJson.of(AuthenticationResults.parse(request.text("value"), grammar));
    }
}
