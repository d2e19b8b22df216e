// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a table is.
 *
 * @param health whether it answers
 * @param problem why not, or why a newer file is not in use
 * @param opened when the file in use was opened
 * @param entries in the database; empty if it does not answer
 */
public record MapStatus(Health health, Optional<String> problem, Instant opened, OptionalLong entries) {
    /** Whether lookups are answered. */
    public enum Health {
        /** From the file that is there. */
        OK("ok"),
        /** From a file that was opened before: the one that is there now cannot be used. */
        STALE("stale"),
        /** They fail. */
        FAILED("failed");

        private final String keyword;

        Health(String keyword) {
            this.keyword = keyword;
        }

        public String keyword() {
            return keyword;
        }
    }
}
