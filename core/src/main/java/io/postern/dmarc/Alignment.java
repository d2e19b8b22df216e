// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

/** Whether SPF, or DKIM, authenticated a domain that is aligned with the Author Domain (RFC 9989 §3.2.10). */
public enum Alignment {
    ALIGNED,
    NOT_ALIGNED,
    /** It could be, but DNS did not tell. */
    UNDECIDED
}
