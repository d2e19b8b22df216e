// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.backend.lmdb.LmdbMap;
import io.postern.backend.lmdb.LmdbSettings;
import io.postern.backend.lmdb.MapStatus;
import io.postern.backend.lmdb.UnusableFile;
import io.postern.lookup.KeyedLookup;
import io.postern.lookup.LookupKeys;
import io.postern.lookup.LookupOutcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * A table under its name, with the form of its keys; counts what comes of its lookups, as
 * {@code postern.lmdb.NAME.found}, {@code notfound} and {@code failed}. Thread-safe; lookups block for reads of a
 * memory map, and for a moment while another file takes the place of the one in use.
 */
public final class LookupMap implements KeyedLookup {
    private final String name;
    private final LmdbSettings settings;
    private final LmdbMap map;
    private final LookupKeys keys;
    private final Counters counters;
    private final String counterName;
    private final LongAdder found = new LongAdder();
    private final LongAdder notFound = new LongAdder();
    private final LongAdder failed = new LongAdder();

    LookupMap(String name, LmdbSettings settings, LmdbMap map, LookupKeys keys, Counters counters) {
        this.name = name;
        this.settings = settings;
        this.map = map;
        this.keys = keys;
        this.counters = counters;
        this.counterName = "lmdb." + name.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_", "");
    }

    /** As it was configured, or the path of a map without a name. */
    public String name() {
        return name;
    }

    public LmdbSettings settings() {
        return settings;
    }

    public LookupKeys keys() {
        return keys;
    }

    /** Looks a subject up by all keys that it has. */
    public LookupOutcome lookup(String subject) {
        return lookup(keys.of(subject));
    }

    @Override
    public LookupOutcome lookup(List<String> asked) {
        LookupOutcome outcome = map.lookup(asked);
        if (outcome instanceof LookupOutcome.Found) {
            found.increment();
            counters.count(counterName + ".found");
        } else if (outcome instanceof LookupOutcome.NotFound) {
            notFound.increment();
            counters.count(counterName + ".notfound");
        } else {
            failed.increment();
            counters.count(counterName + ".failed");
        }
        return outcome;
    }

    /** How many lookups found something, found nothing, and failed. */
    public List<Long> counted() {
        return List.of(found.sum(), notFound.sum(), failed.sum());
    }

    public MapStatus status() {
        return map.status();
    }

    /** Looks at once whether another file is there. */
    public MapStatus reload() {
        try {
            map.reload();
        } catch (UnusableFile told) {
            // the status says it
            return map.status();
        }
        return map.status();
    }

    /** Goes through the whole table for a value, and gives its key. */
    public Optional<String> keyOf(Predicate<String> wanted) throws UnusableFile {
        String[] key = new String[1];
        map.forEach((octets, value) -> {
            if (wanted.test(new String(value, StandardCharsets.UTF_8))) {
                key[0] = new String(octets, StandardCharsets.UTF_8);
            }
            return key[0] == null;
        });
        return Optional.ofNullable(key[0]);
    }
}
