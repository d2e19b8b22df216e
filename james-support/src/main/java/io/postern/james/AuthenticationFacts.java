// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.envelope.ReversePath;
import io.postern.value.IpAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.james.core.MailAddress;

/**
 * What is known of a mail besides who sent it.
 *
 * @param client who brought it; behind a trusted relay whom that had it from
 * @param listField the field that a mailing list left
 */
public record AuthenticationFacts(
        IpAddress client, ReversePath mailFrom, Collection<MailAddress> recipients, Optional<String> listField) {
    public AuthenticationFacts {
        recipients = List.copyOf(recipients);
    }
}
