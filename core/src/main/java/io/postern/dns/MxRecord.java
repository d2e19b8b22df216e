// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import io.postern.value.DomainName;
import java.util.Optional;

/**
 * An MX record.
 *
 * @param preference 0 to 65535, lower first
 * @param exchange empty for the root, which says that there is no mail service (RFC 7505 §3). A resolver that meets a
 *     name which is no {@link DomainName} puts one here that never resolves
 */
public record MxRecord(int preference, Optional<DomainName> exchange) {}
