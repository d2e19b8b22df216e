// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.value.IpNetwork;
import java.util.Optional;

/** One of the eight mechanisms (RFC 7208 §5). */
public sealed interface Mechanism {
    /** §5.1: always matches. */
    record All() implements Mechanism {}

    /** §5.2: matches when check_host() of the named domain says pass. */
    record Include(DomainSpec domain) implements Mechanism {}

    /** §5.3: an address of the domain, which is the checked one when none is given. */
    record A(Optional<DomainSpec> domain, DualCidrLength lengths) implements Mechanism {}

    /** §5.4: an address of a mail exchanger of the domain. */
    record Mx(Optional<DomainSpec> domain, DualCidrLength lengths) implements Mechanism {}

    /** §5.5: a validated name of the client is the domain or stands below it. */
    record Ptr(Optional<DomainSpec> domain) implements Mechanism {}

    /** §5.6, {@code ip4}. */
    record Ip4(IpNetwork network) implements Mechanism {}

    /** §5.6, {@code ip6}. */
    record Ip6(IpNetwork network) implements Mechanism {}

    /** §5.7: the expanded name has an A record. */
    record Exists(DomainSpec domain) implements Mechanism {}

    /** §4.6.4: whether the term counts against the limit of ten. */
    default boolean asksDns() {
        return !(this instanceof All || this instanceof Ip4 || this instanceof Ip6);
    }

    /** The lengths of {@code a/24//64}, in bits: {@code ip4} 0 to 32, {@code ip6} 0 to 128. */
    record DualCidrLength(int ip4, int ip6) {
        /** What holds when none is written. */
        public static final DualCidrLength WHOLE = new DualCidrLength(32, 128);
    }
}
