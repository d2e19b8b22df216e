// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.backend.idn.Idna;
import io.postern.backend.json.BadRequest;
import io.postern.backend.json.DmarcJson;
import io.postern.backend.json.JsonRequest;
import io.postern.dmarc.AuthorDomain;
import io.postern.dmarc.DiscoveryMethod;
import io.postern.dmarc.DmarcRequest;
import io.postern.dmarc.FromField;
import io.postern.dns.DnsResolver;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import io.postern.value.Trace;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code dmarc}: one message, or its Author Domain, with what SPF and DKIM found. */
final class DmarcOperation implements Operation {
    private static final Idna IDNA = new Idna();

    private final Supplier<DnsResolver> network;

    DmarcOperation(Supplier<DnsResolver> network) {
        this.network = network;
    }

    @Override
    public ObjectNode answer(JsonRequest request) throws BadRequest {
        DmarcRequest message =
                new DmarcRequest(author(request), DmarcJson.spf(request, IDNA), DmarcJson.dkim(request, IDNA));
        DmarcCheck check = new DmarcCheck(Zone.of(request, network), discovery(request), DmarcCheck.bundledList());
        return DmarcJson.of(check.run(message, Trace.OFF));
    }

    /** What a request says of it; by default the server's. */
    static DiscoveryMethod discovery(JsonRequest request) throws BadRequest {
        return request.optionalParsed("discovery", DmarcOperation::method, "auto, treewalk or psl")
                .orElse(DiscoveryMethod.AUTO);
    }

    static Parsed<DiscoveryMethod> method(String text) {
        return DiscoveryMethod.of(text)
                .map(Parsed::ok)
                .orElseGet(() -> Parsed.malformed(0, "discovery", "not a method"));
    }

    private static AuthorDomain author(JsonRequest request) throws BadRequest {
        Optional<DomainName> from = request.optionalParsed("from", IDNA::toAscii, "a domain");
        return from.isPresent()
                ? new AuthorDomain.Single(from.get())
                : new FromField(IDNA).of(RequestMessage.of(request).head());
    }
}
