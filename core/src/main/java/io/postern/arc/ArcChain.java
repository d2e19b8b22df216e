// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import java.util.List;
import java.util.Optional;

/**
 * The ARC sets of a message as they stand there, before any signature is checked.
 *
 * @param sets one for each instance from 1 up to the highest, in order; each is whole if nothing failed
 * @param failure why the chain fails whatever its signatures are
 */
record ArcChain(List<ArcSet> sets, Optional<ArcFailure> failure) {
    ArcChain {
        sets = List.copyOf(sets);
    }

    /** Whether the message has no ARC field at all. */
    boolean isAbsent() {
        return sets.isEmpty() && failure.isEmpty();
    }

    /** {@code cv=} of the newest seal. */
    Optional<ChainValidationStatus> newestStatus() {
        return sets.isEmpty() ? Optional.empty() : sets.get(sets.size() - 1).chainBefore();
    }

    List<ArcSetOutcome> unchecked() {
        return sets.stream().map(ArcSet::unchecked).toList();
    }
}
