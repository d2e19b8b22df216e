// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.value.RecentlyRead;
import java.util.Optional;

/** Keys that were read lately, by the text of their records: to read one costs as much as half a check. Thread-safe. */
final class KeyCache {
    /** Ours, against memory exhaustion: with what they are found by, some 5 MB. */
    static final int MAX_KEYS = 1000;

    /** What a record says. */
    record Known(DkimKey record, VerificationKey key) {}

    private final RecentlyRead<Known> keys = new RecentlyRead<>(MAX_KEYS);

    Optional<Known> get(String record) {
        return keys.get(record);
    }

    void put(String record, Known known) {
        keys.put(record, known);
    }

    int size() {
        return keys.size();
    }
}
