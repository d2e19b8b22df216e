// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

/** The limits of RFC 7208 §4.6.4. Passing one is a permerror, but for PTR names, of which the first ten are used. */
final class SpfLimits {
    /** Terms that ask DNS, over the record and all that it includes or redirects to. */
    static final int LOOKUPS = 10;
    /** Terms that get no data or no such name; "two is RECOMMENDED". */
    static final int VOID_LOOKUPS = 2;
    /** MX records of one term. */
    static final int MX_NAMES = 10;
    /** PTR records that are looked at. */
    static final int PTR_NAMES = 10;

    private SpfLimits() {}
}
