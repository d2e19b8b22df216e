// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import io.postern.value.IpAddress;
import java.util.Optional;

/**
 * What is known of a message besides its DMARC outcome.
 *
 * @param client the host that brought it, if it came by SMTP
 * @param listField the field that a mailing list left, see {@link io.postern.dmarc.ListFields#trace}
 * @param trustedArcChain of an ARC chain that passes and whose sealers the operator trusts, up to a result of DMARC or
 *     of its identifiers: a comment that says which; printable ASCII
 */
public record DmarcCircumstances(
        Optional<IpAddress> client, Optional<String> listField, Optional<String> trustedArcChain) {
    /** Nothing is known. */
    public static final DmarcCircumstances NONE =
            new DmarcCircumstances(Optional.empty(), Optional.empty(), Optional.empty());
}
