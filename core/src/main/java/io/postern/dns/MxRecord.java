// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import io.postern.value.DomainName;
import java.util.Optional;

/**
 * An MX record.
 *
 * @param preference 0 to 65535, lower first
 * @param exchange empty for the root, which says that there is no mail service (RFC 7505) or stands for a name that
 *     cannot be written as a {@link DomainName}
 */
public record MxRecord(int preference, Optional<DomainName> exchange) {}
