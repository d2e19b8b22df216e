// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.message.FieldName;
import io.postern.message.HeaderField;
import io.postern.value.DomainName;
import io.postern.value.Octets;
import java.util.List;
import java.util.OptionalLong;

/**
 * A DKIM-Signature field that is right by itself (RFC 6376 §3.5), or an ARC-Message-Signature (RFC 8617 §4.1.2): it has
 * all that it must have, and nothing that contradicts it. Whether it fits its message and key is not said.
 *
 * @param field whose octets it was read from
 * @param signatureStart of the value of {@code b=} among the field's octets, white space around it included
 * @param signatureEnd of the same
 * @param signature {@code b=}
 * @param bodyHash {@code bh=}, 32 octets unless the algorithm is rsa-sha1
 * @param domain {@code d=}
 * @param selector {@code s=}
 * @param keyName where the key is, by the two
 * @param signedNames {@code h=}; names may repeat; From is among them
 * @param identityDomain of {@code i=}, which is {@code domain} or below it
 * @param bodyLimit {@code l=}, canonical octets; what is more than a long can say is its maximum
 * @param timestamp {@code t=}, seconds since 1970; more than twelve digits are the maximum
 * @param expiration {@code x=}, likewise
 */
public record DkimSignature(
        HeaderField field,
        int signatureStart,
        int signatureEnd,
        SignatureAlgorithm algorithm,
        Octets signature,
        Octets bodyHash,
        Canonicalization header,
        Canonicalization body,
        DomainName domain,
        DomainName selector,
        DomainName keyName,
        List<FieldName> signedNames,
        DomainName identityDomain,
        OptionalLong bodyLimit,
        OptionalLong timestamp,
        OptionalLong expiration)
        implements KeyedSignature {
    /** The field's name. */
    public static final String FIELD_NAME = "DKIM-Signature";

    public DkimSignature {
        signedNames = List.copyOf(signedNames);
    }
}
