// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** Answers as text on one line. */
final class JsonText {
    private static final ObjectWriter PLAIN = new JsonMapper().writer();
    private static final ObjectWriter ESCAPED = PLAIN.with(JsonWriteFeature.ESCAPE_NON_ASCII);

    private JsonText() {}

    /** Text that UTF-8 can encode: a lone surrogate, which JSON may hold, stands as its escape. */
    static String of(ObjectNode answer) {
        try {
            String text = PLAIN.writeValueAsString(answer);
            return StandardCharsets.UTF_8.newEncoder().canEncode(text) ? text : ESCAPED.writeValueAsString(answer);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError("trees can be written", impossible);
        }
    }
}
