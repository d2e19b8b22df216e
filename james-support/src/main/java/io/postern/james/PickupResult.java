// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What became of the pairs that one look found.
 *
 * @param counts of each {@link Fate}; one that is absent is 0
 * @param problems what failed, printable and as many as are logged; empty if nothing did
 */
public record PickupResult(Map<Fate, Integer> counts, List<String> problems) {
    private static final int MAX_PROBLEMS = 10;

    /** Of a pair. */
    public enum Fate {
        /** James's queue has it, the files are gone. */
        ENQUEUED("enqueued"),
        /** James's queue had it already: the files are gone. */
        RECOGNISED("recognised"),
        /** As {@link #ENQUEUED}, after an attempt whose end nobody knows: it may be there twice. */
        REPEATED("repeated"),
        /** All its recipients had been delivered to: the files are gone. */
        FINISHED("finished"),
        /** No pair: in the folder for bad ones. */
        MALFORMED("malformed"),
        /** Left alone, for so it says. */
        FROZEN("frozen"),
        /** Somebody works on it, or has not finished writing it. */
        WAITING("waiting"),
        /** It cannot be read, removed or enqueued now. */
        FAILED("failed");

        private final String keyword;

        Fate(String keyword) {
            this.keyword = keyword;
        }

        public String keyword() {
            return keyword;
        }
    }

    public PickupResult {
        counts = Map.copyOf(counts);
        problems = List.copyOf(problems);
    }

    public int count(Fate fate) {
        return counts.getOrDefault(fate, 0);
    }

    /** Collects. Not thread-safe. */
    static final class Builder {
        private final Map<Fate, Integer> counts = new EnumMap<>(Fate.class);
        private final List<String> problems = new ArrayList<>();

        void add(Fate fate) {
            counts.merge(fate, 1, Integer::sum);
        }

        void problem(String what) {
            if (problems.size() < MAX_PROBLEMS) {
                problems.add(LogLine.printable(what));
            }
        }

        PickupResult build() {
            return new PickupResult(counts, problems);
        }
    }
}
