// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import java.util.Optional;

/**
 * All that SPF has to say about one transaction.
 *
 * @param mailFrom the result that counts: for DMARC, for headers, for attributes
 * @param helo when the HELO name was checked as an identity of its own
 * @param guess when a best guess was made, which is only after {@code none}; not an SPF result
 */
public record SpfFindings(
        SpfRequest request, SpfOutcome mailFrom, Optional<SpfOutcome> helo, Optional<SpfOutcome> guess) {}
