// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

/**
 * What stands for the Author Domain, and what is only there.
 *
 * @param spf of the domain of MAIL FROM, if SPF passed
 * @param dkim of any domain whose signature passed
 * @param authorSigned some DKIM-Signature field, valid or broken, names the Author Domain's Organizational Domain or a
 *     name below it in {@code d=}; also where that could not be found out. A message of which this is false was not
 *     broken on its way: its author never signed it
 */
public record Alignments(Alignment spf, Alignment dkim, boolean authorSigned) {
    static final Alignments NOT_EVALUATED = new Alignments(Alignment.NOT_ALIGNED, Alignment.NOT_ALIGNED, true);

    /** Whether at least one is aligned: DMARC passes. */
    public boolean pass() {
        return spf == Alignment.ALIGNED || dkim == Alignment.ALIGNED;
    }

    /** Whether it does not pass, but might have. */
    public boolean undecided() {
        return !pass() && (spf == Alignment.UNDECIDED || dkim == Alignment.UNDECIDED);
    }
}
