// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.postern.backend.cassette.CassetteJson;
import io.postern.backend.json.BadRequest;
import io.postern.backend.json.JsonRequest;
import io.postern.dns.Cassette;
import io.postern.dns.DnsResolver;
import io.postern.value.Parsed;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** The DNS of a request: its {@code zone}, its {@code zoneFile}, or the network. */
final class Zone {
    private Zone() {}

    static DnsResolver of(JsonRequest request, Supplier<DnsResolver> network) throws BadRequest {
        Optional<JsonNode> inline = request.member("zone");
        Optional<String> file = request.optionalText("zoneFile");
        if (inline.isPresent() && file.isPresent()) {
            throw new BadRequest("zone and zoneFile: both given, allowed: one of them");
        }
        if (inline.isPresent()) {
            return cassette("zone", CassetteJson.read(inline.get()));
        }
        return file.isPresent() ? cassette("zoneFile", read(file.get())) : network.get();
    }

    private static Cassette cassette(String member, Parsed<Cassette> parsed) throws BadRequest {
        if (parsed instanceof Parsed.Malformed<Cassette> bad) {
            throw new BadRequest(member + ": " + bad.message());
        }
        return parsed.orThrow();
    }

    private static Parsed<Cassette> read(String file) throws BadRequest {
        try {
            return CassetteJson.read(Path.of(file));
        } catch (IOException | InvalidPathException unreadable) {
            throw new BadRequest("zoneFile: cannot be read: " + unreadable);
        }
    }
}
