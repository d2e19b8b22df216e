// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.backend.json.BadRequest;
import io.postern.backend.json.JsonRequest;
import io.postern.backend.json.SpoolJson;
import io.postern.eximspool.SpoolPair;
import io.postern.message.OctetSource;
import io.postern.value.Parsed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;

/** {@code spool-read}: a pair of Exim's spool files. */
final class SpoolReadOperation implements Operation {
    /** The empty line behind the fields. */
    private static final int EMPTY_LINE_OCTETS = 2;

    @Override
    public ObjectNode answer(JsonRequest request) throws BadRequest {
        Path file = SpoolWriteOperation.path(request, "file");
        try {
            Parsed<SpoolPair> read = SpoolPairs.read(file);
            if (read instanceof Parsed.Malformed<SpoolPair> bad) {
                throw new BadRequest("file: " + bad.message());
            }
            try (SpoolPair pair = read.orThrow()) {
                byte[] head = pair.header().messageHead();
                return SpoolJson.envelope(pair.header())
                        .put("headersBase64", base64(Arrays.copyOf(head, head.length - EMPTY_LINE_OCTETS)))
                        .put("bodyBase64", base64(octets(pair.body())));
            }
        } catch (IOException unreadable) {
            throw new BadRequest("file: cannot be read: " + unreadable);
        }
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    private static byte[] octets(OctetSource source) throws IOException {
        try (InputStream in = source.open()) {
            return in.readAllBytes();
        }
    }
}
