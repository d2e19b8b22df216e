// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.backend.json.BadRequest;
import io.postern.backend.json.DkimJson;
import io.postern.backend.json.JsonRequest;
import io.postern.dns.DnsResolver;
import io.postern.message.Message;
import io.postern.value.Trace;
import java.io.IOException;
import java.util.function.Supplier;

/** {@code dkim}: the signatures of one message. */
final class DkimOperation implements Operation {
    private final Supplier<DnsResolver> network;

    DkimOperation(Supplier<DnsResolver> network) {
        this.network = network;
    }

    @Override
    public ObjectNode answer(JsonRequest request) throws BadRequest {
        Message message = RequestMessage.of(request);
        DkimCheck check = new DkimCheck(Zone.of(request, network), RequestClock.of(request));
        try {
            return DkimJson.of(check.run(message, Trace.OFF));
        } catch (IOException unreadable) {
            throw new BadRequest("message: cannot be read: " + unreadable);
        }
    }
}
