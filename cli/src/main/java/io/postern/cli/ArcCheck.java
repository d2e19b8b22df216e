// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.arc.ArcFindings;
import io.postern.arc.ArcVerifier;
import io.postern.dns.DnsBudget;
import io.postern.dns.DnsResolver;
import io.postern.message.Message;
import io.postern.value.Trace;
import java.io.IOException;
import java.time.Clock;

/**
 * ARC as the server does it, by the server's defaults.
 *
 * @param clock for {@code t=} and {@code x=}; it may stand still
 */
record ArcCheck(DnsResolver resolver, Clock clock) {
    /** Blocks until all is known, at most twenty seconds once the message is read. */
    ArcFindings run(Message message, Trace trace) throws IOException {
        // the deadline is real time even where the check's own clock stands still
        DnsResolver timed = DnsBudget.of(resolver, Clock.systemUTC(), DkimCheck.DEADLINE, ArcVerifier.MAX_QUERIES);
        return new ArcVerifier(new DkimCheck(timed, clock).verifier(timed))
                .verify(message, trace)
                .toCompletableFuture()
                .join();
    }
}
