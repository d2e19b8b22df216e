// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.message.HeaderField;
import io.postern.value.DomainName;
import io.postern.value.Octets;
import java.util.OptionalLong;

/**
 * The signature of an ARC-Seal field (RFC 8617 §4.1.3): over fields that its chain says, in relaxed form, and no body.
 *
 * @param field whose octets it was read from
 * @param signatureStart of the value of {@code b=} among the field's octets, white space around it included
 * @param signatureEnd of the same
 * @param timestamp {@code t=}, as of {@link DkimSignature}
 */
record SealSignature(
        HeaderField field,
        int signatureStart,
        int signatureEnd,
        SignatureAlgorithm algorithm,
        Octets signature,
        DomainName domain,
        DomainName selector,
        DomainName keyName,
        OptionalLong timestamp)
        implements KeyedSignature {
    @Override
    public DomainName identityDomain() {
        return domain;
    }
}
