// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import io.postern.value.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What DNS said to one question: never null, never an exception.
 *
 * @param <T> the record's value
 */
public sealed interface DnsAnswer<T> {
    /** At least one record, in the order of the answer. */
    record Found<T>(List<T> records, Dnssec dnssec) implements DnsAnswer<T> {
        public Found {
            records = List.copyOf(records);
            if (records.isEmpty()) {
                throw new IllegalArgumentException("Found without a record is NoData");
            }
        }
    }

    /** The name exists, a record of this type does not. */
    record NoData<T>(Dnssec dnssec) implements DnsAnswer<T> {}

    /** The name does not exist (RCODE 3). */
    record NxDomain<T>(Dnssec dnssec) implements DnsAnswer<T> {}

    /** No usable answer: time-out, SERVFAIL, REFUSED, a malformed message. */
    record TempFail<T>(Problem why) implements DnsAnswer<T> {}

    /** DNSSEC validation failed. Temporary for mail's purposes, but not the same thing in a log. */
    record Bogus<T>(Problem why) implements DnsAnswer<T> {}

    /** The records; empty for every answer but {@link Found}. */
    default List<T> recordsOrNone() {
        return this instanceof Found<T> found ? found.records : List.of();
    }

    /** RFC 7208 §4.6.4: an answer without error and without a record (NODATA or NXDOMAIN) is a void lookup. */
    default boolean isVoid() {
        return this instanceof NoData || this instanceof NxDomain;
    }

    /** The reason of an answer that is none ({@link TempFail} or {@link Bogus}). */
    default Optional<Problem> problem() {
        if (this instanceof TempFail<T> failed) {
            return Optional.of(failed.why);
        }
        return this instanceof Bogus<T> bogus ? Optional.of(bogus.why) : Optional.empty();
    }
}
