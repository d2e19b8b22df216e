// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.message.Message;
import io.postern.message.OctetSource;
import io.postern.value.Parsed;
import java.util.Arrays;
import java.util.List;

/**
 * A message that a spool can hold, before it has an id.
 *
 * @param body octets of the message behind its empty line
 */
public record SpoolDraft(SpoolEnvelope envelope, List<SpoolField> fields, OctetSource body) {
    public SpoolDraft {
        fields = List.copyOf(fields);
    }

    /** Malformed, with the reason, if the format cannot hold the message's header. */
    public static Parsed<SpoolDraft> of(SpoolEnvelope envelope, Message message) {
        return SpoolField.listOf(message.head()).map(fields -> new SpoolDraft(envelope, fields, message.body()));
    }

    int longestFieldLine() {
        return fields.stream()
                .flatMap(field -> Arrays.stream(field.text().split("\n", -1)))
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }
}
