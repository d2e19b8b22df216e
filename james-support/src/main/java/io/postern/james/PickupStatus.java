// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import java.time.Instant;
import java.util.Optional;

/**
 * The pickup as its last look left it.
 *
 * @param running whether the thread that looks is there
 * @param looked when it looked last; empty before the first time
 * @param oldest since when the oldest {@code -H} lies there that is to be taken; empty if there is none
 * @param problem why the last look, or a pair of it, failed; empty if nothing did
 */
public record PickupStatus(boolean running, Optional<Instant> looked, Optional<Instant> oldest, String problem) {
    static final PickupStatus BEFORE = new PickupStatus(false, Optional.empty(), Optional.empty(), "");

    PickupStatus running(boolean now) {
        return new PickupStatus(now, looked, oldest, problem);
    }
}
