// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.message.FieldName;
import io.postern.message.HeaderField;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** The fields of one head by their names: a hash table of which each chain leads upwards. Not thread-safe. */
final class FieldIndex {
    private static final int NONE = -1;

    private final List<HeaderField> fields;
    /** The lowest field of each chain. */
    private final int[] lowest;
    /** For each field the next one above it in its chain. */
    private final int[] above;

    /** @param fields top to bottom */
    FieldIndex(List<HeaderField> fields) {
        this.fields = fields;
        this.lowest = new int[Math.max(16, Integer.highestOneBit(2 * fields.size()))];
        this.above = new int[fields.size()];
        Arrays.fill(lowest, NONE);
        for (int i = 0; i < above.length; i++) {
            int chain = chain(fields.get(i).nameHash());
            above[i] = lowest[chain];
            lowest[chain] = i;
        }
    }

    /** The lowest field of this name that is not {@code taken}; -1 if there is none. */
    int lowest(FieldName name, BitSet taken) {
        int i = lowest[chain(name.hashCode())];
        while (i != NONE && (taken.get(i) || !fields.get(i).isNamed(name))) {
            i = above[i];
        }
        return i;
    }

    private int chain(int hash) {
        return hash & (lowest.length - 1);
    }
}
