// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.value.DomainName;
import java.util.Arrays;
import java.util.Optional;

/**
 * One DKIM-Signature field of the message, valid or broken, as far as DMARC is concerned.
 *
 * @param domain {@code d=}
 * @param selector {@code s=}; empty when it could not be read; untrusted text
 */
public record SignedDomain(DomainName domain, String selector, Verdict verdict) {
    /** What became of the signature (RFC 8601 §2.7.1). */
    public enum Verdict {
        /** It authenticates its domain. */
        PASS("pass"),
        /** It passed, but local policy does not let it authenticate: part of the body is not covered, say. */
        UNCOUNTED_PASS("pass"),
        FAIL("fail"),
        POLICY("policy"),
        NEUTRAL("neutral"),
        /** DNS did not bring the key: it may have been a pass. */
        TEMPERROR("temperror"),
        PERMERROR("permerror");

        private final String keyword;

        Verdict(String keyword) {
            this.keyword = keyword;
        }

        /** The result word of RFC 8601. */
        public String keyword() {
            return keyword;
        }

        /** By its word, in lower case; {@code none} and words that RFC 8601 does not have are none of these. */
        public static Optional<Verdict> of(String keyword) {
            return Arrays.stream(values())
                    .filter(verdict -> verdict.keyword.equals(keyword))
                    .findFirst();
        }
    }
}
