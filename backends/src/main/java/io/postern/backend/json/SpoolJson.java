// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.eximspool.SpoolEnvelope;
import io.postern.eximspool.SpoolHeader;
import io.postern.eximspool.SpoolRecipient;
import io.postern.value.Utf8;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A message in Exim's spool format, as {@code postern batch}, {@code postern spool} and webadmin show it.
 *
 * <p>Octets of addresses and values are read as UTF-8, with U+FFFD for what is none.
 */
public final class SpoolJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SpoolJson() {}

    /**
     * A line of a listing:
     *
     * <pre>
     * {"messageId": "1xUr8B-0005PP-0K", "sender": "", "received": 1795320000, "age": 12, "octets": 4711, "frozen": false,
     *  "recipients": ["a@example.org", "b@example.org"], "remaining": ["b@example.org"]}
     * </pre>
     *
     * @param octets of both files
     */
    public static ObjectNode summary(SpoolHeader header, Instant now, long octets) {
        SpoolEnvelope envelope = header.envelope();
        ObjectNode json = JSON.objectNode()
                .put("messageId", header.id().text())
                .put("sender", Utf8.decodeLeniently(envelope.sender()))
                .put("received", envelope.received().getEpochSecond())
                .put(
                        "age",
                        Math.max(0, Duration.between(envelope.received(), now).toSeconds()))
                .put("octets", octets)
                .put("frozen", envelope.isFrozen());
        json.set("recipients", addresses(envelope.recipients()));
        json.set("remaining", addresses(envelope.remaining()));
        return json;
    }

    /**
     * All that an {@code -H} says but the header fields: {@code messageId}, {@code sender}, {@code received},
     * {@code recipients}, {@code remaining}, {@code nonRecipients}, and {@code variables}, an object in which those of
     * ACLs have the names that Exim's configuration has for them, such as {@code acl_m_name}.
     */
    public static ObjectNode envelope(SpoolHeader header) {
        SpoolEnvelope envelope = header.envelope();
        ObjectNode json = JSON.objectNode()
                .put("messageId", header.id().text())
                .put("sender", Utf8.decodeLeniently(envelope.sender()))
                .put("received", envelope.received().getEpochSecond());
        json.set("recipients", addresses(envelope.recipients()));
        json.set("remaining", addresses(envelope.remaining()));
        ArrayNode done = json.putArray("nonRecipients");
        envelope.done().forEach(address -> done.add(Utf8.decodeLeniently(address)));
        ObjectNode variables = json.putObject("variables");
        envelope.variables()
                .forEach(variable -> variables.put(variable.name(), Utf8.decodeLeniently(variable.value())));
        envelope.aclVariables()
                .forEach(variable -> variables.put(variable.fullName(), Utf8.decodeLeniently(variable.value())));
        return json;
    }

    private static ArrayNode addresses(List<SpoolRecipient> recipients) {
        ArrayNode addresses = JSON.arrayNode();
        recipients.forEach(recipient -> addresses.add(Utf8.decodeLeniently(recipient.address())));
        return addresses;
    }
}
