// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.backend.json.ArcJson;
import io.postern.backend.json.BadRequest;
import io.postern.backend.json.JsonRequest;
import io.postern.dns.DnsResolver;
import io.postern.message.Message;
import io.postern.value.Trace;
import java.io.IOException;
import java.util.function.Supplier;

/** {@code arc-verify}: the chain of one message. */
final class ArcVerifyOperation implements Operation {
    private final Supplier<DnsResolver> network;

    ArcVerifyOperation(Supplier<DnsResolver> network) {
        this.network = network;
    }

    @Override
    public ObjectNode answer(JsonRequest request) throws BadRequest {
        Message message = RequestMessage.of(request);
        ArcCheck check = new ArcCheck(Zone.of(request, network), RequestClock.of(request));
        try {
            return ArcJson.of(check.run(message, Trace.OFF));
        } catch (IOException unreadable) {
            throw new BadRequest("message: cannot be read: " + unreadable);
        }
    }
}
