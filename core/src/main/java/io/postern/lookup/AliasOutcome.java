// SPDX-License-Identifier: Apache-2.0
package io.postern.lookup;

import io.postern.value.Problem;
import java.util.List;

/** What an address stands for. */
public sealed interface AliasOutcome {
    /** Itself: the table does not have it. */
    record Unchanged() implements AliasOutcome {}

    /** These, each once, in the table's order; the address itself may be among them. Never empty. */
    record Expanded(List<String> addresses) implements AliasOutcome {
        public Expanded {
            addresses = List.copyOf(addresses);
        }
    }

    /** Nothing that mail can be sent to: the table has to be mended. */
    record Unusable(Problem why) implements AliasOutcome {}

    /** The table cannot be read now. */
    record Failed(Problem why) implements AliasOutcome {}
}
