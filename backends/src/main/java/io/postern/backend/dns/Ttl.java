// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.dns;

import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;

/**
 * How long an answer may be kept, as its records say.
 *
 * @param seconds 0 to 2^31-1
 * @param negative whether it is the absence of records that is kept
 */
record Ttl(long seconds, boolean negative) {
    /** Where a minimum starts. */
    static final Ttl LONGEST = new Ttl(Integer.MAX_VALUE, false);
    /** Not to be kept. */
    static final Ttl NONE = new Ttl(0, false);

    /** The shorter of this one and the record's. */
    Ttl atMost(Record record) {
        return new Ttl(Math.min(seconds, seconds(record.getTTL())), negative);
    }

    // RFC 2308 §5: the lesser of the SOA's own TTL and its MINIMUM field
    Ttl negativeBy(SOARecord soa) {
        return new Ttl(Math.min(seconds, Math.min(seconds(soa.getTTL()), seconds(soa.getMinimum()))), true);
    }

    // RFC 2181 §8: a TTL with the top bit set is zero
    private static long seconds(long published) {
        return published > Integer.MAX_VALUE ? 0 : published;
    }
}
