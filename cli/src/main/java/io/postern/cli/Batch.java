// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.backend.json.BadRequest;
import io.postern.backend.json.JsonRequest;
import io.postern.dns.DnsResolver;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Answers the requests of {@code postern batch}, one at a time: a JSON object in, a JSON object out, always. What is
 * wrong with a request, and what goes wrong with us, is the answer's {@code error}.
 */
final class Batch {
    private final Map<String, Operation> operations = new TreeMap<>();

    /** @param network answers requests without a zone; not asked for before the first of them */
    Batch(Supplier<DnsResolver> network) {
        operations.put("spf", new SpfOperation(network));
        operations.put("dkim", new DkimOperation(network));
        operations.put("arc-seal", new ArcSealOperation(network));
        operations.put("arc-verify", new ArcVerifyOperation(network));
        operations.put("dmarc", new DmarcOperation(network));
        operations.put("authenticate", new AuthenticateOperation(network));
        operations.put("authres-parse", new AuthResParseOperation());
        operations.put("spool-read", new SpoolReadOperation());
        operations.put("spool-write", new SpoolWriteOperation());
    }

    ObjectNode answer(String line) {
        try {
            JsonRequest request = JsonRequest.parse(line);
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            request.member("id").ifPresent(id -> answer.set("id", id));
            return answer.setAll(answerOrError(request));
        } catch (BadRequest notEvenAnObject) {
            return error(notEvenAnObject.text());
        }
    }

    private ObjectNode answerOrError(JsonRequest request) {
        try {
            return operation(request.text("op")).answer(request);
        } catch (BadRequest bad) {
            return error(bad.text());
        } catch (RuntimeException defect) {
            return error("internal: " + defect);
        }
    }

    private Operation operation(String name) throws BadRequest {
        return Optional.ofNullable(operations.get(name))
                .orElseThrow(() -> new BadRequest(
                        "op: not known: " + name + "; known: " + String.join(", ", operations.keySet())));
    }

    private static ObjectNode error(String text) {
        return JsonNodeFactory.instance.objectNode().put("error", text);
    }
}
