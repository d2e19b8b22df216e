// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import io.postern.value.ProblemKind;
import java.util.Map;

/**
 * What a resolver has done since it was made.
 *
 * @param hits questions answered from memory or together with the same question under way
 * @param misses questions that went to the servers
 * @param entries answers kept now; an estimate
 * @param failures misses that ended without a usable answer, by kind; kinds that never happened are absent
 */
public record Statistics(long hits, long misses, long entries, Map<ProblemKind, Long> failures) {
    public Statistics {
        failures = Map.copyOf(failures);
    }
}
