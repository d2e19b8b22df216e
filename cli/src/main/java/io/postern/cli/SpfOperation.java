// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.backend.json.BadRequest;
import io.postern.backend.json.JsonRequest;
import io.postern.backend.json.SpfJson;
import io.postern.dns.DnsResolver;
import io.postern.envelope.Helo;
import io.postern.envelope.ReversePath;
import io.postern.spf.SpfRequest;
import io.postern.value.IpAddress;
import io.postern.value.Trace;
import java.util.function.Supplier;

/** {@code spf}: both identities of one transaction. */
final class SpfOperation implements Operation {
    private final Supplier<DnsResolver> network;

    SpfOperation(Supplier<DnsResolver> network) {
        this.network = network;
    }

    @Override
    public ObjectNode answer(JsonRequest request) throws BadRequest {
        SpfRequest transaction =
                transaction(request, request.optionalText("receiver").orElse(SpfCheck.UNKNOWN_RECEIVER));
        String defaultExplanation = request.optionalText("defaultExplanation").orElse("");
        SpfCheck check = new SpfCheck(
                Zone.of(request, network),
                RequestClock.of(request),
                request.optionalParsed("guessRecord", SpfCheck::parseGuess, SpfCheck.GUESS_FORM));
        return SpfJson.of(check.run(transaction, Trace.OFF), defaultExplanation);
    }

    /** The SMTP transaction that a request tells of. */
    static SpfRequest transaction(JsonRequest request, String receiver) throws BadRequest {
        return new SpfRequest(
                request.parsed("ip", IpAddress::parse, "an IPv4 or IPv6 address"),
                Helo.of(request.text("helo")),
                ReversePath.of(request.text("mailFrom")),
                receiver);
    }
}
