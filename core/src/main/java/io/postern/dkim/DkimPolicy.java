// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.time.Duration;

/**
 * What a receiver accepts where the standards leave it to him.
 *
 * @param maxSignatures evaluated of one message, 1 to 20; what cannot pass whatever its key says does not count
 * @param partialBody what becomes of a right signature that does not cover the whole body
 * @param clockSkew how far {@code t=} may lie in the future, 0 or more
 */
public record DkimPolicy(int maxSignatures, PartialBody partialBody, Duration clockSkew) {
    /** RFC 8301 §3.2: signatures by shorter RSA keys must not be considered valid. */
    public static final int MIN_RSA_BITS = 1024;
    /** The defaults: ten signatures, {@link PartialBody#IGNORE_FOR_DMARC}, five minutes. */
    public static final DkimPolicy DEFAULT = new DkimPolicy(10, PartialBody.IGNORE_FOR_DMARC, Duration.ofMinutes(5));
    /** Ours: each costs a look-up and a check. */
    public static final int MAX_SIGNATURES = 20;

    /** For signatures with an {@code l=} behind which the body goes on (RFC 6376 §8.2). */
    public enum PartialBody {
        /** It passes like any other. */
        ACCEPT("accept"),
        /** It passes, but its domain authenticates nothing. */
        IGNORE_FOR_DMARC("ignore-for-dmarc"),
        /** Its result is {@code policy}. */
        REFUSE("refuse");

        private final String keyword;

        PartialBody(String keyword) {
            this.keyword = keyword;
        }

        public String keyword() {
            return keyword;
        }
    }

    public DkimPolicy {
        if (maxSignatures < 1 || maxSignatures > MAX_SIGNATURES) {
            throw new IllegalArgumentException("signatures: " + maxSignatures + ", allowed: 1 to " + MAX_SIGNATURES);
        }
        if (clockSkew.isNegative()) {
            throw new IllegalArgumentException("clock skew: " + clockSkew + ", allowed: 0 or more");
        }
    }
}
