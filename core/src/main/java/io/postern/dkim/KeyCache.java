// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keys that were read lately, by the text of their records: most mail is signed by few keys, and to read one costs as
 * much as half a check. None grows old, as the same text is always the same key; whether DNS still has it is another
 * question. Thread-safe.
 */
final class KeyCache {
    /** Ours, against memory exhaustion: with what they are found by, some 5 MB. */
    static final int MAX_KEYS = 1000;
    /** Characters of a record; longer ones are read anew. Ours; with RSA of 4,096 bits there are 800. */
    static final int MAX_LENGTH = 2048;

    /** What a record says. */
    record Known(DkimKey record, VerificationKey key) {}

    private final Map<String, Known> keys = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MAX_KEYS;
        }
    };

    Optional<Known> get(String record) {
        synchronized (keys) {
            return Optional.ofNullable(keys.get(record));
        }
    }

    void put(String record, Known known) {
        if (record.length() <= MAX_LENGTH) {
            synchronized (keys) {
                keys.put(record, known);
            }
        }
    }

    int size() {
        synchronized (keys) {
            return keys.size();
        }
    }
}
