// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.value.DomainName;

/**
 * The policy record that applies to an Author Domain.
 *
 * @param recordDomain who publishes it: the Author Domain, its Organizational Domain or its Public Suffix Domain
 * @param record in force, as {@link DmarcRecord#inForce} has it
 * @param published what it says of this Author Domain: {@code p}, {@code sp} or {@code np}
 */
public record AppliedPolicy(DomainName recordDomain, DmarcRecord record, PolicyRequest published) {
    /** What is asked of receivers now. */
    public PolicyRequest effective() {
        // RFC 9989 §4.7: t=y asks for one step less
        return record.testing() ? published.milder() : published;
    }
}
