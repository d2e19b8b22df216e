// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

/**
 * What a signature says of itself, for people and for Authentication-Results: untrusted Unicode text, bounded, each
 * empty if the field does not say it.
 *
 * @param domain {@code d=}, A-labels in lower case if it is a domain
 * @param selector {@code s=}
 * @param algorithm {@code a=}
 * @param identity {@code i=}, decoded; {@code @} and the domain if it is not given
 * @param signature the beginning of {@code b=}, at most {@link #MAX_SIGNATURE} characters
 */
public record SignatureLabel(String domain, String selector, String algorithm, String identity, String signature) {
    /** Characters of {@code b=} that are kept. Ours; RFC 6008 §4 wants eight, and more where two are alike. */
    public static final int MAX_SIGNATURE = 64;

    /** Of a field that says nothing. */
    static final SignatureLabel NONE = new SignatureLabel("", "", "", "", "");
}
