// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.authres.AuthenticationResults;
import io.postern.authres.AuthservId;
import io.postern.authres.Grammar;
import io.postern.message.Message;
import java.util.List;

/**
 * The results that a message has under a name. Whoever uses them knows that no stranger wrote them: the server goes by
 * what it remembers and not by the text, a command line has only the text.
 */
final class OwnResults {
    private OwnResults() {}

    /** Top to bottom; fields that cannot be read are left out. */
    static List<AuthenticationResults> of(Message message, AuthservId id) {
        return message.head().named(AuthenticationResults.FIELD_NAME).stream()
                .flatMap(field -> AuthenticationResults.parse(field, Grammar.LENIENT).ok().stream())
                .filter(results -> id.matches(results.authservId()))
                .toList();
    }
}
