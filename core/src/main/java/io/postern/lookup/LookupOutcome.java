// SPDX-License-Identifier: Apache-2.0
package io.postern.lookup;

import io.postern.value.Problem;

/** What came of a lookup. */
public sealed interface LookupOutcome {
    /**
     * The table has one of the keys.
     *
     * @param key the one that it has
     * @param value maybe empty; written by another program, so it is filtered before it is shown
     */
    record Found(String key, String value) implements LookupOutcome {}

    /** The table was read, and has none of the keys. */
    record NotFound() implements LookupOutcome {}

    /** The table cannot be read now: nothing is known, and whoever asked is to come again. */
    record Failed(Problem why) implements LookupOutcome {}
}
