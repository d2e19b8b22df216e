// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.arc.ArcSealer;
import io.postern.arc.ArcSealing;
import io.postern.arc.ChainValidationStatus;
import io.postern.arc.SealExpiry;
import io.postern.arc.SignedNames;
import io.postern.authres.AuthenticationResults;
import io.postern.authres.AuthservId;
import io.postern.authres.Grammar;
import io.postern.backend.idn.Idna;
import io.postern.backend.json.BadRequest;
import io.postern.backend.json.JsonRequest;
import io.postern.backend.pem.PrivateKeyPem;
import io.postern.dkim.SigningKey;
import io.postern.dns.DnsResolver;
import io.postern.message.Message;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import io.postern.value.Trace;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Supplier;

/** {@code arc-seal}: one more set on a message. */
final class ArcSealOperation implements Operation {
    private final Supplier<DnsResolver> network;

    ArcSealOperation(Supplier<DnsResolver> network) {
        this.network = network;
    }

    @Override
    public ObjectNode answer(JsonRequest request) throws BadRequest {
        Message message = RequestMessage.of(request);
        AuthservId id = request.parsed("authservId", Postern::authservId, "a name");
        SigningKey key = key(request);
        ArcSealer sealer = new ArcSealer(
                id.value(),
                domain(request, "domain"),
                domain(request, "selector"),
                key,
                options(request),
                clock(request));
        try {
            ArcSealing sealing = sealer.seal(message, before(request, message), results(request, message, id));
            if (sealing instanceof ArcSealing.NotSealed not) {
                throw new BadRequest("not sealed: " + not.reason().keyword());
            }
            return SealedJson.of(message, (ArcSealing.Sealed) sealing);
        } catch (IOException unreadable) {
            throw new BadRequest("message: cannot be read: " + unreadable);
        }
    }

    /** What is wrong with a key is told without the key. */
    private static SigningKey key(JsonRequest request) throws BadRequest {
        Parsed<SigningKey> parsed = PrivateKeyPem.signingKey(request.text("keyPem"));
        if (parsed instanceof Parsed.Malformed<SigningKey> bad) {
            throw new BadRequest("keyPem: " + bad.message());
        }
        return parsed.orThrow();
    }

    private static DomainName domain(JsonRequest request, String member) throws BadRequest {
        return request.parsed(member, new Idna()::toAscii, "a domain name");
    }

    private static ArcSealer.Options options(JsonRequest request) throws BadRequest {
        ArcSealer.Options defaults = ArcSealer.Options.DEFAULT;
        return new ArcSealer.Options(
                names(request), defaults.timestamps(), expiry(request), defaults.header(), defaults.body());
    }

    /** A list of names, or names between colons. */
    private static SignedNames names(JsonRequest request) throws BadRequest {
        Optional<JsonNode> headers = request.member("headers").filter(node -> !node.isNull());
        if (headers.isEmpty()) {
            return SignedNames.RECOMMENDED;
        }
        StringJoiner text = new StringJoiner(":");
        if (headers.get().isArray()) {
            headers.get().forEach(name -> text.add(name.asText("")));
        } else {
            text.add(headers.get().asText(""));
        }
        Parsed<SignedNames> names = SignedNames.parse(text.toString());
        if (names instanceof Parsed.Malformed<SignedNames> bad) {
            throw new BadRequest("headers: " + bad.message());
        }
        return names.orThrow();
    }

    /** A number of seconds since 1970, or a text as the server's parameter has it. */
    private static SealExpiry expiry(JsonRequest request) throws BadRequest {
        Optional<JsonNode> expire = request.member("expire").filter(node -> !node.isNull());
        if (expire.isEmpty()) {
            return new SealExpiry.Never();
        }
        Parsed<SealExpiry> expiry = SealExpiry.parse(expire.get().asText("?"));
        if (expiry instanceof Parsed.Malformed<SealExpiry> bad) {
            throw new BadRequest("expire: " + bad.message());
        }
        return expiry.orThrow();
    }

    private static Clock clock(JsonRequest request) throws BadRequest {
        Optional<Instant> timestamp = request.optionalInstant("timestamp");
        return timestamp.isPresent() ? Clock.fixed(timestamp.get(), ZoneOffset.UTC) : RequestClock.of(request);
    }

    private ChainValidationStatus before(JsonRequest request, Message message) throws BadRequest, IOException {
        Optional<ChainValidationStatus> given =
                request.optionalParsed("cv", ArcSealOperation::status, "none, pass or fail");
        return given.isPresent()
                ? given.get()
                : new ArcCheck(Zone.of(request, network), RequestClock.of(request))
                        .run(message, Trace.OFF)
                        .state();
    }

    private static Parsed<ChainValidationStatus> status(String text) {
        Optional<ChainValidationStatus> status = ChainValidationStatus.of(text);
        return status.isPresent() ? Parsed.ok(status.get()) : Parsed.malformed(0, "chain-status", "another word");
    }

    private static List<AuthenticationResults> results(JsonRequest request, Message message, AuthservId id)
            throws BadRequest {
        Optional<AuthenticationResults> given = request.optionalParsed(
                "authenticationResults",
                text -> AuthenticationResults.parse(text, Grammar.LENIENT),
                "the body of an Authentication-Results field");
        return given.isPresent() ? List.of(given.get()) : OwnResults.of(message, id);
    }
}
