// SPDX-License-Identifier: Apache-2.0
package io.postern.value;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What texts from DNS were read as lately: most mail is of few domains. Nothing in it grows old, as the same text is
 * always read the same; whether DNS still has it is another question. Thread-safe.
 *
 * @param <V> immutable
 */
public final class RecentlyRead<V> {
    /** Characters of a text; longer ones are read anew. Ours, against memory exhaustion. */
    public static final int MAX_LENGTH = 2048;

    private final Map<String, V> values;

    /** @param maxTexts that are kept, 1 or more; the one that was not asked for longest goes first */
    public RecentlyRead(int maxTexts) {
        this.values = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > maxTexts;
            }
        };
    }

    public Optional<V> get(String text) {
        synchronized (values) {
            return Optional.ofNullable(values.get(text));
        }
    }

    public void put(String text, V value) {
        if (text.length() <= MAX_LENGTH) {
            synchronized (values) {
                values.put(text, value);
            }
        }
    }

    /** What it was read as, or is read as now. */
    public V get(String text, Function<String, V> read) {
        Optional<V> known = get(text);
        if (known.isPresent()) {
            return known.get();
        }
        V value = read.apply(text);
        put(text, value);
        return value;
    }

    /** How many texts are kept. */
    public int size() {
        synchronized (values) {
            return values.size();
        }
    }
}
