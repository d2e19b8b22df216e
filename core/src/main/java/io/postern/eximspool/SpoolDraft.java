// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import io.postern.message.Message;
import io.postern.message.OctetSource;
import io.postern.value.Parsed;
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
        int longest = 0;
        for (SpoolField field : fields) {
            String text = field.text();
            int start = 0;
            // a field ends with LF
            for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
                longest = Math.max(longest, end - start);
                start = end + 1;
            }
        }
        return longest;
    }
}
