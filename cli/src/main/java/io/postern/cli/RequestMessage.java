// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.backend.json.BadRequest;
import io.postern.backend.json.JsonRequest;
import io.postern.message.Message;
import io.postern.message.OctetSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The message of a request: {@code message} (text, whose LF becomes CRLF), {@code messageBase64} (octets as they are)
 * or {@code messageFile}.
 */
final class RequestMessage {
    private RequestMessage() {}

    static Message of(JsonRequest request) throws BadRequest {
        Optional<String> text = request.optionalText("message");
        Optional<String> base64 = request.optionalText("messageBase64");
        Optional<String> file = request.optionalText("messageFile");
        List<String> given =
                Stream.of(text, base64, file).flatMap(Optional::stream).toList();
        if (given.size() != 1) {
            throw new BadRequest(
                    "message, messageBase64, messageFile: " + given.size() + " given, needed: one of them");
        }
        try {
            return Message.read(file.isPresent() ? OctetSource.of(Path.of(file.get())) : octets(text, base64));
        } catch (IOException | InvalidPathException unreadable) {
            throw new BadRequest("messageFile: cannot be read: " + unreadable);
        }
    }

    private static OctetSource octets(Optional<String> text, Optional<String> base64) throws BadRequest {
        if (text.isPresent()) {
            String crlf = text.get().replace("\r\n", "\n").replace("\n", "\r\n");
            return OctetSource.of(crlf.getBytes(StandardCharsets.UTF_8));
        }
        try {
            return OctetSource.of(Base64.getDecoder().decode(base64.orElse("")));
        } catch (IllegalArgumentException notBase64) {
            throw new BadRequest("messageBase64: " + notBase64.getMessage());
        }
    }
}
