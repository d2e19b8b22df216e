// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import io.postern.backend.idn.Idna;
import io.postern.dns.DnsBudget;
import io.postern.dns.DnsResolver;
import io.postern.spf.Explanations;
import io.postern.spf.SpfFindings;
import io.postern.spf.SpfRecord;
import io.postern.spf.SpfRequest;
import io.postern.spf.SpfTransaction;
import io.postern.value.Parsed;
import io.postern.value.Trace;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * SPF as the server does it: both identities, within the server's default time and number of questions.
 *
 * @param clock for {@code %{t}}; it may stand still
 * @param guessRecord for the best guess after {@code none}
 */
record SpfCheck(DnsResolver resolver, Clock clock, Optional<SpfRecord> guessRecord) {
    /** RFC 7208 §7.3: what {@code %{r}} says where the receiving host has no name to tell. */
    static final String UNKNOWN_RECEIVER = "unknown";
    /** What {@link #parseGuess} takes. */
    static final String GUESS_FORM = "an SPF record, or the word exim for Exim's";

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    static Parsed<SpfRecord> parseGuess(String text) {
        return SpfRecord.parse(text.equals("exim") ? SpfTransaction.EXIM_GUESS : text);
    }

    /** Blocks until all is known, at most twenty seconds. */
    SpfFindings run(SpfRequest request, Trace trace) {
        // the deadline is real time even where the check's own clock stands still
        DnsResolver timed = DnsBudget.of(resolver, Clock.systemUTC(), DEADLINE, SpfTransaction.MAX_QUERIES);
        return transaction(timed).check(request, trace).toCompletableFuture().join();
    }

    SpfTransaction transaction(DnsResolver timed) {
        return new SpfTransaction(
                timed,
                clock,
                new Idna(),
                DEADLINE,
                SpfTransaction.Identities.HELO_AND_MAIL_FROM,
                Explanations.SHOW,
                guessRecord);
    }
}
