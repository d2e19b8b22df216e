// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.arc.ArcVerifier;
import io.postern.authenticate.Authentication;
import io.postern.authenticate.AuthenticationFindings;
import io.postern.authenticate.PendingSpf;
import io.postern.dkim.DkimPolicy;
import io.postern.dmarc.DiscoveryMethod;
import io.postern.dmarc.DmarcValidation;
import io.postern.dns.DnsBudget;
import io.postern.dns.DnsResolver;
import io.postern.message.Message;
import io.postern.spf.SpfRequest;
import io.postern.spf.SpfTransaction;
import io.postern.value.Trace;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * SPF, DKIM, DMARC and ARC together as the server does them, by the server's defaults.
 *
 * @param clock for what has a date; it may stand still
 */
record AuthenticationCheck(DnsResolver resolver, Clock clock, DiscoveryMethod discovery) {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int MAX_QUERIES = SpfTransaction.MAX_QUERIES
            + DkimPolicy.MAX_SIGNATURES
            + ArcVerifier.MAX_QUERIES
            + DmarcValidation.MAX_QUERIES;

    /** Blocks until all is known, at most twenty seconds once the message is read. */
    AuthenticationFindings run(Message message, SpfRequest request, Trace trace) throws IOException {
        // the deadline is real time even where the check's own clock stands still
        DnsResolver timed = DnsBudget.of(resolver, Clock.systemUTC(), DEADLINE, MAX_QUERIES);
        SpfTransaction transaction = new SpfCheck(timed, clock, Optional.empty()).transaction(timed);
        Authentication authentication =
                new Authentication(new DkimCheck(timed, clock).verifier(timed), discovery, DmarcCheck.bundledList());
        PendingSpf spf = PendingSpf.begin(transaction, request, trace);
        return authentication
                .check(message, Optional.of(spf), trace)
                .toCompletableFuture()
                .join();
    }
}
