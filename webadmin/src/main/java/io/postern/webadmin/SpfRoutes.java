// SPDX-License-Identifier: Apache-2.0
package io.postern.webadmin;

import io.postern.backend.idn.Idna;
import io.postern.backend.json.BadRequest;
import io.postern.backend.json.JsonRequest;
import io.postern.backend.json.SpfJson;
import io.postern.envelope.Helo;
import io.postern.envelope.ReversePath;
import io.postern.james.PosternServices;
import io.postern.spf.Explanations;
import io.postern.spf.SpfFindings;
import io.postern.spf.SpfRequest;
import io.postern.spf.SpfTransaction;
import io.postern.value.IpAddress;
import io.postern.value.Parsed;
import io.postern.value.Trace;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.james.webadmin.Routes;
import org.apache.james.webadmin.utils.ErrorResponder;
import org.apache.james.webadmin.utils.ErrorResponder.ErrorType;
import spark.Request;
import spark.Response;
import spark.Service;

/**
 * {@code POST /postern/spf}: SPF of an address and a client on request, as Exim's {@code ${lookup {user@domain} spf
 * {ip}}}. Holds the request's thread for the server's DNS deadline at most.
 */
public final class SpfRoutes implements Routes {
    private static final String PATH = "/postern/spf";
    private static final int BAD_REQUEST = 400;

    private final PosternServices services;
    private final SpfTransaction transaction;

    @Inject
    public SpfRoutes(PosternServices services) {
        this.services = services;
        this.transaction = new SpfTransaction(
                services.resolver(),
                services.clock(),
                new Idna(),
                services.dnsDeadline(),
                SpfTransaction.Identities.HELO_AND_MAIL_FROM,
                Explanations.SHOW,
                Optional.empty());
    }

    @Override
    public String getBasePath() {
        return PATH;
    }

    @Override
    public void define(Service service) {
        service.post(PATH, this::check);
    }

    private String check(Request request, Response response) {
        response.type("application/json");
        return answer(request.body());
    }

    /** The answer to a body; a body that is no request halts spark with James's error answer. */
    String answer(String body) {
        try {
            SpfFindings findings = transaction
                    .check(request(JsonRequest.parse(body)), Trace.OFF)
                    .toCompletableFuture()
                    .join();
            return SpfJson.of(findings).toString();
        } catch (BadRequest bad) {
            throw ErrorResponder.builder()
                    .statusCode(BAD_REQUEST)
                    .type(ErrorType.INVALID_ARGUMENT)
                    .message(bad.text())
                    .haltError();
        }
    }

    private SpfRequest request(JsonRequest request) throws BadRequest {
        return new SpfRequest(
                request.parsed("ip", IpAddress::parse, "an IPv4 or IPv6 address"),
                Helo.of(request.optionalText("helo").orElse("")),
                request.parsed("address", SpfRoutes::address, "an address such as user@example.com, or \"\""),
                services.authservId().value());
    }

    private static Parsed<ReversePath> address(String text) {
        return text.isEmpty() || text.indexOf('@') >= 0
                ? Parsed.ok(ReversePath.of(text))
                : Parsed.malformed(0, "Reverse-path", "without @");
    }
}
