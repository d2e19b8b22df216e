// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.arc.ArcSealing;
import io.postern.message.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.stream.Collectors;

/** A set that was made, as {@code postern batch} answers its op {@code arc-seal}. */
final class SealedJson {
    private SealedJson() {}

    /** @throws IOException if the message cannot be read */
    static ObjectNode of(Message message, ArcSealing.Sealed sealed) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.prepend(sealed.fields()).writeTo(out);
        return JsonNodeFactory.instance
                .objectNode()
                .put(
                        "headerFields",
                        sealed.fields().stream().map(FieldText::of).collect(Collectors.joining("\r\n")) + "\r\n")
                .put("messageBase64", Base64.getEncoder().encodeToString(out.toByteArray()))
                .put("i", sealed.instance())
                .put("cv", sealed.chainBefore().keyword());
    }
}
