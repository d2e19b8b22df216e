// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

/** How far an answer can be believed (RFC 4035 §4.3, without Bogus, which is an answer of its own). */
public enum Dnssec {
    /** Validated from a trust anchor down, by us or by a resolver that is configured as trusted. */
    SECURE,
    /** Proven to lie in an unsigned zone, or nobody validated. */
    INSECURE,
    /** It could not be found out. */
    INDETERMINATE
}
