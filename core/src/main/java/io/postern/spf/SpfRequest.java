// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.envelope.Helo;
import io.postern.envelope.ReversePath;
import io.postern.value.IpAddress;

/**
 * One SMTP transaction as SPF sees it.
 *
 * @param clientIp as seen by the socket, or told by a trusted relay; IPv4-mapped IPv6 is treated as IPv4
 * @param helo as sent
 * @param mailFrom as sent; null sender allowed
 * @param receiver the name of the host that checks, for {@code %{r}} and for headers
 */
public record SpfRequest(IpAddress clientIp, Helo helo, ReversePath mailFrom, String receiver) {
    public SpfRequest {
        clientIp = clientIp.unmapped();
    }
}
