// SPDX-License-Identifier: Apache-2.0
package io.postern.spf;

import io.postern.dns.DnsResolver;
import io.postern.value.DomainConverter;
import io.postern.value.Parsed;
import io.postern.value.RecentlyRead;
import io.postern.value.Trace;
import java.time.Clock;
import java.util.concurrent.CompletionStage;

/**
 * The check_host() function (RFC 7208 §4), for the two identities of an SMTP transaction.
 *
 * <p>The stage that a check gives always completes with an outcome: DNS trouble or a spent
 * {@link io.postern.dns.DnsBudget} is TEMPERROR, a syntax error anywhere in a record is PERMERROR, and a defect of our
 * own is TEMPERROR too. Order and number of DNS questions follow from RFC 7208 §4.6.4. Nothing blocks; the work is done
 * by the caller and by the threads that complete the resolver's answers. Thread-safe.
 */
public final class CheckHost {
    private final DnsResolver resolver;
    private final Clock clock;
    private final DomainConverter toALabels;
    private final Explanations explanations;
    private final RecentlyRead<Parsed<SpfRecord>> known;
    private final Trace trace;

    private CheckHost(
            DnsResolver resolver,
            Clock clock,
            DomainConverter toALabels,
            Explanations explanations,
            RecentlyRead<Parsed<SpfRecord>> known,
            Trace trace) {
        this.resolver = resolver;
        this.clock = clock;
        this.toALabels = toALabels;
        this.explanations = explanations;
        this.known = known;
        this.trace = trace;
    }

    /**
     * A check that knows ASCII domains only.
     *
     * @param resolver asked for everything; usually a budget of this check alone
     * @param clock for {@code %{t}}
     */
    public static CheckHost of(DnsResolver resolver, Clock clock) {
        return new CheckHost(
                resolver,
                clock,
                DomainConverter.ASCII_ONLY,
                Explanations.SHOW,
                new RecentlyRead<>(SpfLimits.LOOKUPS),
                Trace.OFF);
    }

    /** The same, with internationalized domains made A-labels before they are looked up (RFC 8616 §4). */
    public CheckHost converting(DomainConverter conversion) {
        return new CheckHost(resolver, clock, conversion, explanations, known, trace);
    }

    /** The same, with the publisher's explanation of a fail looked up or not; it is unless this says otherwise. */
    public CheckHost explaining(Explanations wanted) {
        return new CheckHost(resolver, clock, toALabels, wanted, known, trace);
    }

    /** The same, telling each step. */
    public CheckHost tracing(Trace sink) {
        return new CheckHost(resolver, clock, toALabels, explanations, known, sink);
    }

    /** The same, with records that other checks brought, and for those that come after. */
    public CheckHost remembering(RecentlyRead<Parsed<SpfRecord>> records) {
        return new CheckHost(resolver, clock, toALabels, explanations, records, trace);
    }

    /** Checks MAIL FROM; for the null sender {@code postmaster@} the HELO name (RFC 7208 §2.4). */
    public CompletionStage<SpfOutcome> mailFrom(SpfRequest request) {
        return evaluation(request, SpfIdentity.MAIL_FROM).published();
    }

    /** Checks the HELO name (RFC 7208 §2.3). */
    public CompletionStage<SpfOutcome> helo(SpfRequest request) {
        return evaluation(request, SpfIdentity.HELO).published();
    }

    /**
     * Evaluates MAIL FROM by a record that its domain did not publish. This is Exim's best guess and not SPF: the
     * outcome must never be shown as an SPF result. Meant for a domain whose real outcome is NONE.
     */
    public CompletionStage<SpfOutcome> guess(SpfRequest request, SpfRecord record) {
        return evaluation(request, SpfIdentity.MAIL_FROM).by(record);
    }

    private Evaluation evaluation(SpfRequest request, SpfIdentity identity) {
        return new Evaluation(
                resolver, clock.instant(), explanations, known, trace, Subject.of(request, identity, toALabels));
    }
}
