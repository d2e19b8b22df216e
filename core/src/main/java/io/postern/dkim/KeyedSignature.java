// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.value.DomainName;
import io.postern.value.Octets;

/** What a key is checked against, whatever field it stands in. */
interface KeyedSignature {
    SignatureAlgorithm algorithm();

    /** {@code b=}. */
    Octets signature();

    /** {@code d=}. */
    DomainName domain();

    /** {@code s=}. */
    DomainName selector();

    /** For whom the domain signs: it or one below it. */
    DomainName identityDomain();

    /** Where the key is: RFC 6376 §3.6.2.1. */
    DomainName keyName();
}
