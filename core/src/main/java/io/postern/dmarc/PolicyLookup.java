// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.value.Problem;

/** What there is at {@code _dmarc.} a name. */
sealed interface PolicyLookup {
    /** Exactly one DMARC record. */
    record Found(DmarcRecord record) implements PolicyLookup {}

    /**
     * None, or several.
     *
     * @param existence of the name {@code _dmarc.} itself: what exists there makes everything above it exist
     */
    record Absent(Existence existence) implements PolicyLookup {}

    /** DNS did not tell. */
    record Failed(Problem why) implements PolicyLookup {}
}
