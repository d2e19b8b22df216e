// SPDX-License-Identifier: Apache-2.0
package io.postern.lookup;

import java.util.List;

/** A table of keys and values. */
@FunctionalInterface
public interface KeyedLookup {
    /**
     * The value of the first of these keys that the table has. All are tried in one state of the table, so that a
     * change between two of them is not seen.
     *
     * <p>May block on a disk read. Never throws because of the table's state; an empty list is not found.
     */
    LookupOutcome lookup(List<String> keys);
}
