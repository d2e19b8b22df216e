// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.cassette;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.postern.dns.Cassette;
import io.postern.dns.Dnssec;
import io.postern.dns.RecordType;
import io.postern.dns.TxtRecord;
import io.postern.value.DomainName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From cassette to JSON: what is written is read back as a cassette that answers the same. */
final class CassetteWriting {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private CassetteWriting() {}

    static ObjectNode cassette(Cassette cassette) {
        ObjectNode json = JSON.objectNode();
        for (Map.Entry<DomainName, Cassette.Entry> entry : new TreeMap<>(cassette.entries()).entrySet()) {
            String name = entry.getKey().value();
            if (isWordAlone(entry.getValue())) {
                json.put(name, entry.getValue().word().orElseThrow().name());
            } else {
                json.set(name, types(entry.getValue()));
            }
        }
        return json;
    }

    private static boolean isWordAlone(Cassette.Entry entry) {
        return entry.word().isPresent()
                && entry.records().isEmpty()
                && entry.typeWords().isEmpty()
                && entry.dnssec() != Dnssec.SECURE;
    }

    private static ObjectNode types(Cassette.Entry entry) {
        ObjectNode json = JSON.objectNode();
        Map<String, Cassette.Word> words = new TreeMap<>(entry.typeWords());
        // a word beside records has no form of its own: it is written for each type that it answers
        entry.word().ifPresent(word -> RecordType.ALL.forEach(type -> words.putIfAbsent(type.mnemonic(), word)));
        new TreeMap<>(entry.records()).forEach((type, records) -> {
            if (!entry.typeWords().containsKey(type)) {
                json.set(type, records(records));
                words.remove(type);
            }
        });
        words.forEach((type, word) -> json.put(type, word.name()));
        if (entry.dnssec() == Dnssec.SECURE) {
            json.put("secure", true);
        }
        return json;
    }

    private static ArrayNode records(List<TxtRecord> records) {
        ArrayNode json = JSON.arrayNode();
        for (TxtRecord record : records) {
            if (record.strings().size() == 1) {
                json.add(record.joined());
            } else {
                record.strings().forEach(json.addArray()::add);
            }
        }
        return json;
    }
}
