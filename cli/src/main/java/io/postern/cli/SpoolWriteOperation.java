// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.backend.json.BadRequest;
import io.postern.backend.json.JsonRequest;
import io.postern.eximspool.IdForm;
import io.postern.eximspool.SpoolDraft;
import io.postern.eximspool.SpoolId;
import io.postern.value.Parsed;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;

/** {@code spool-write}: a message as a pair of Exim's spool files. */
final class SpoolWriteOperation implements Operation {
    @Override
    public ObjectNode answer(JsonRequest request) throws BadRequest {
        Clock clock = RequestClock.of(request);
        Optional<SpoolId> id = request.optionalParsed("messageId", SpoolId::parse, "a message id of Exim");
        Optional<IdForm> form = request.optionalParsed("idForm", SpoolWriteOperation::form, "16 or 23");
        Parsed<SpoolDraft> draft = SpoolPairs.draft(
                RequestMessage.of(request), request.text("sender"), request.texts("recipients"), clock);
        if (draft instanceof Parsed.Malformed<SpoolDraft> bad) {
            throw new BadRequest(bad.rule() + ": " + bad.message());
        }
        Path directory = path(request, "directory");
        try {
            SpoolId written = SpoolPairs.write(draft.orThrow(), directory, id, form.orElse(IdForm.SHORT), clock)
                    .id();
            return JsonNodeFactory.instance.objectNode().put("messageId", written.text());
        } catch (IOException failed) {
            throw new BadRequest("directory: cannot be written: " + failed);
        }
    }

    static Path path(JsonRequest request, String member) throws BadRequest {
        try {
            return Path.of(request.text(member));
        } catch (InvalidPathException notAPath) {
            throw new BadRequest(member + ": not a path: " + notAPath.getMessage());
        }
    }

    static Parsed<IdForm> form(String text) {
        return Arrays.stream(IdForm.values())
                .filter(form -> form.keyword().equals(text))
                .findFirst()
                .map(Parsed::ok)
                .orElse(Parsed.malformed(0, "id form", "not 16 or 23"));
    }
}
