// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.backend.json.BadRequest;
import io.postern.backend.json.JsonRequest;
import io.postern.message.Message;
import io.postern.message.OctetSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** The message of a request: its {@code message}, {@code messageBase64} or {@code messageFile}. */
final class RequestMessage {
    private static final List<String> MEMBERS = List.of("message", "messageBase64", "messageFile");

    private RequestMessage() {}

    static Message of(JsonRequest request) throws BadRequest {
        List<String> given = MEMBERS.stream()
                .filter(name -> request.member(name).isPresent())
                .toList();
        if (given.size() != 1) {
            throw new BadRequest("message: " + (given.isEmpty() ? "missing" : String.join(" and ", given) + " given")
                    + ", needed: one of " + String.join(", ", MEMBERS));
        }
        try {
            return Message.read(OctetSource.of(octets(given.get(0), request.text(given.get(0)))));
        } catch (IOException unreadable) {
            throw new BadRequest(given.get(0) + ": cannot be read: " + unreadable);
        }
    }

    private static byte[] octets(String member, String value) throws BadRequest, IOException {
        return switch (member) {
            case "message" -> LineEnds.toCrlf(value.getBytes(StandardCharsets.UTF_8));
            case "messageBase64" -> decoded(value);
            default -> LineEnds.ofFile(Files.readAllBytes(path(value)));
        };
    }

    private static byte[] decoded(String base64) throws BadRequest {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw new BadRequest("messageBase64: not base64: " + notBase64.getMessage());
        }
    }

    private static Path path(String file) throws BadRequest {
        try {
            return Path.of(file);
        } catch (InvalidPathException notAPath) {
            throw new BadRequest("messageFile: cannot be read: " + notAPath);
        }
    }
}
