// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.util.EnumSet;
import java.util.Set;

/** The values of a recipient's NOTIFY (RFC 3461 §4.1), and what Exim notes beside them. */
public enum DsnNotify {
    /** Not of NOTIFY: the next hop does not know of delivery status notifications. */
    LAST_HOP(1),
    NEVER(2),
    SUCCESS(4),
    FAILURE(8),
    DELAY(16);

    private final int bit;

    DsnNotify(int bit) {
        this.bit = bit;
    }

    static int bits(Set<DsnNotify> values) {
        return values.stream().mapToInt(value -> value.bit).sum();
    }

    /** Bits that nobody knows are left out. */
    static Set<DsnNotify> ofBits(int bits) {
        Set<DsnNotify> values = EnumSet.noneOf(DsnNotify.class);
        for (DsnNotify value : values()) {
            if ((bits & value.bit) != 0) {
                values.add(value);
            }
        }
        return values;
    }
}
