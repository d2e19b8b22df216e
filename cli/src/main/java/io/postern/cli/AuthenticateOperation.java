// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.authres.AuthservId;
import io.postern.backend.json.BadRequest;
import io.postern.backend.json.JsonRequest;
import io.postern.dmarc.DiscoveryMethod;
import io.postern.dns.DnsResolver;
import io.postern.message.Message;
import io.postern.spf.SpfRequest;
import io.postern.value.Trace;
import java.io.IOException;
import java.util.function.Supplier;

/** {@code authenticate}: a message and the transaction that brought it. */
final class AuthenticateOperation implements Operation {
    private final Supplier<DnsResolver> network;

    AuthenticateOperation(Supplier<DnsResolver> network) {
        this.network = network;
    }

    @Override
    public ObjectNode answer(JsonRequest request) throws BadRequest {
        AuthservId id = request.parsed("authservId", Postern::authservId, "a name");
        Message message = RequestMessage.of(request);
        SpfRequest transaction = SpfOperation.transaction(request, id.value());
        DiscoveryMethod discovery = DmarcOperation.discovery(request);
        AuthenticationCheck check =
                new AuthenticationCheck(Zone.of(request, network), RequestClock.of(request), discovery);
        try {
            return AuthenticationJson.of(check.run(message, transaction, Trace.OFF), id);
        } catch (IOException unreadable) {
            throw new BadRequest("message: cannot be read: " + unreadable);
        }
    }
}
