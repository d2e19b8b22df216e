// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import java.util.List;

/**
 * What follows from a DMARC outcome.
 *
 * @param disposition for aggregate reports; of a message that is deferred there is no report
 * @param overrides why it is not what the Author Domain asks for; empty where it is
 * @param reason for a log line or the comment of a header field; printable ASCII, at most 494 characters
 */
public record DmarcDecision(
        DmarcAction action, DmarcDisposition disposition, List<PolicyOverride> overrides, String reason) {
    public DmarcDecision {
        overrides = List.copyOf(overrides);
    }
}
