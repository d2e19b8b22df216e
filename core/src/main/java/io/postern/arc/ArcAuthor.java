// SPDX-License-Identifier: Apache-2.0
package io.postern.arc;

import io.postern.value.DomainName;

/**
 * The author of a message, as far as results of others are compared with him (RFC 9989 §4.4).
 *
 * @param domain the Author Domain
 * @param spf the domains that SPF may authenticate
 * @param dkim the domains that DKIM may authenticate
 */
public record ArcAuthor(DomainName domain, Aligned spf, Aligned dkim) {
    /** Which domains are aligned with the Author Domain. */
    @FunctionalInterface
    public interface Aligned {
        boolean includes(DomainName domain);
    }
}
