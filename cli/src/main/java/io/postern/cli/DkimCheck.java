// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.backend.idn.Idna;
import io.postern.dkim.Crypto;
import io.postern.dkim.DkimFindings;
import io.postern.dkim.DkimPolicy;
import io.postern.dkim.DkimVerifier;
import io.postern.dns.DnsBudget;
import io.postern.dns.DnsResolver;
import io.postern.message.Message;
import io.postern.value.Trace;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/**
 * DKIM as the server does it, by the server's defaults.
 *
 * @param clock for {@code t=} and {@code x=}; it may stand still
 */
record DkimCheck(DnsResolver resolver, Clock clock) {
    static final Duration DEADLINE = Duration.ofSeconds(20);

    /** Blocks until all is known, at most twenty seconds once the message is read. */
    DkimFindings run(Message message, Trace trace) throws IOException {
        // the deadline is real time even where the check's own clock stands still
        DnsResolver timed = DnsBudget.of(resolver, Clock.systemUTC(), DEADLINE, DkimPolicy.MAX_SIGNATURES);
        return verifier(timed).verify(message, trace).toCompletableFuture().join();
    }

    DkimVerifier verifier(DnsResolver timed) {
        return new DkimVerifier(timed, clock, new Idna(), DEADLINE, Crypto.JDK, DkimPolicy.DEFAULT);
    }
}
