// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.dns.DnsResolver;
import io.postern.value.DomainName;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import io.postern.value.RecentlyRead;
import io.postern.value.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * DMARC validation (RFC 9989 §5.3).
 *
 * <p>The stage that {@link #validate} gives always completes with an outcome. A temporary failure of DNS that the
 * verdict depends on is TEMPERROR, never fail and never none; so is a defect of our own. Order and number of questions
 * are those of RFC 9989 §4.10: at most eight for the Author Domain and eight for each identifier that could be aligned,
 * fewer where they meet. Nothing blocks; thread-safe.
 */
public final class DmarcValidation {
    /**
     * Questions that one message may put to DNS; a bound for the {@link io.postern.dns.DnsBudget} that a caller makes.
     * Ours: one Author Domain and ten identifiers, without any name in common, need 97.
     */
    public static final int MAX_QUERIES = 100;
    /** Identifiers that are walked for. Ours, against messages with a thousand signatures of a stranger's names. */
    public static final int MAX_IDENTIFIERS = 10;

    private final DnsResolver resolver;
    private final DiscoveryMethod method;
    private final Optional<PublicSuffixList> suffixes;
    private final RecentlyRead<DmarcRecord> known;
    private final Trace trace;

    private DmarcValidation(
            DnsResolver resolver,
            DiscoveryMethod method,
            Optional<PublicSuffixList> suffixes,
            RecentlyRead<DmarcRecord> known,
            Trace trace) {
        this.resolver = resolver;
        this.known = known;
        this.method = method;
        this.suffixes = suffixes;
        this.trace = trace;
    }

    /** By the tree walk alone. The resolver is usually a budget of this message alone. */
    public static DmarcValidation of(DnsResolver resolver) {
        return new DmarcValidation(
                resolver, DiscoveryMethod.TREEWALK, Optional.empty(), new RecentlyRead<>(MAX_QUERIES), Trace.OFF);
    }

    /** The same by another method that may ask this list. */
    public DmarcValidation by(DiscoveryMethod other, PublicSuffixList list) {
        return new DmarcValidation(resolver, other, Optional.of(list), known, trace);
    }

    /** The same, telling each step. */
    public DmarcValidation tracing(Trace sink) {
        return new DmarcValidation(resolver, method, suffixes, known, sink);
    }

    /** The same, with records that other messages brought, and for those that come after. */
    public DmarcValidation remembering(RecentlyRead<DmarcRecord> records) {
        return new DmarcValidation(resolver, method, suffixes, records, trace);
    }

    /** Evaluates one message. */
    public CompletionStage<DmarcOutcome> validate(DmarcRequest request) {
        return validate(request, PendingPolicy.NONE);
    }

    /**
     * Begins with what does not depend on SPF and DKIM, the policy of the Author Domain; of several domains with
     * nothing. Nothing is told of the steps.
     */
    public PendingPolicy begin(AuthorDomain author) {
        if (!(author instanceof AuthorDomain.Single single)
                || FromField.isNotInDns(single.domain().value())) {
            return PendingPolicy.NONE;
        }
        PolicyRecords records = new PolicyRecords(resolver, known, Trace.OFF);
        Inquiry inquiry = new Inquiry(method, suffixes, records, Trace.OFF);
        return PendingPolicy.of(
                author,
                records,
                CompletableFuture.completedFuture(single.domain())
                        .thenCompose(domain -> new AuthorPolicy(domain, inquiry).find())
                        .exceptionally(AuthorPolicy.Found::unknown));
    }

    /**
     * Evaluates one message of whose author something is known. All further questions go to the resolver of this
     * validation, and what the other could not tell is asked anew.
     */
    public CompletionStage<DmarcOutcome> validate(DmarcRequest request, PendingPolicy pending) {
        // whoever wants to see the steps sees all of them
        boolean continues = trace == Trace.OFF && pending.isOf(request.author());
        CompletableFuture<DmarcOutcome> outcome = continues
                ? pending.found()
                        .thenCompose(
                                found -> found.isWhole() ? judged(request, found, pending.records()) : afresh(request))
                : afresh(request);
        return outcome.exceptionally(bug -> unevaluated(
                DmarcResult.TEMPERROR, request, Optional.of(new Problem(ProblemKind.INTERNAL, bug.toString()))));
    }

    private CompletableFuture<DmarcOutcome> judged(
            DmarcRequest request, AuthorPolicy.Found found, PolicyRecords before) {
        DomainName author = ((AuthorDomain.Single) request.author()).domain();
        return new DomainEvaluation(request, author, inquiry(before.renewed(resolver))).by(found);
    }

    private CompletableFuture<DmarcOutcome> afresh(DmarcRequest request) {
        return CompletableFuture.completedFuture(request)
                .thenCompose(given -> validate(given, inquiry(new PolicyRecords(resolver, known, trace))));
    }

    private Inquiry inquiry(PolicyRecords records) {
        return new Inquiry(method, suffixes, records, trace);
    }

    private CompletableFuture<DmarcOutcome> validate(DmarcRequest request, Inquiry inquiry) {
        AuthorDomain author = request.author();
        if (author instanceof AuthorDomain.Single single) {
            return domain(single.domain(), request, inquiry);
        }
        if (author instanceof AuthorDomain.Several several) {
            trace.step("RFC 9989 §11.5", () -> "several Author Domains: " + several.domains());
            return each(several.domains(), request, inquiry, List.of());
        }
        if (author instanceof AuthorDomain.NotInDns literal) {
            trace.step("RFC 9989 §5.3.1", () -> literal.shown() + " is not in DNS: none");
            return CompletableFuture.completedFuture(unevaluated(DmarcResult.NONE, request, Optional.empty()));
        }
        Problem why =
                author instanceof AuthorDomain.Missing missing ? missing.why() : ((AuthorDomain.Unusable) author).why();
        // AMBIGUOUS RFC 9989 §5.3.1: no word is given for a message without one Author Domain: we say permerror
        trace.step("RFC 9989 §5.3.1", () -> why.detail() + ": permerror");
        return CompletableFuture.completedFuture(unevaluated(DmarcResult.PERMERROR, request, Optional.of(why)));
    }

    private CompletableFuture<DmarcOutcome> domain(DomainName domain, DmarcRequest request, Inquiry inquiry) {
        DmarcRequest single = new DmarcRequest(new AuthorDomain.Single(domain), request.spf(), request.signatures());
        return FromField.isNotInDns(domain.value())
                ? CompletableFuture.completedFuture(unevaluated(DmarcResult.NONE, single, Optional.empty()))
                : new AuthorPolicy(domain, inquiry)
                        .find()
                        .thenCompose(new DomainEvaluation(single, domain, inquiry)::by);
    }

    // RFC 9989 §11.5: each of several domains is evaluated, and the strictest policy of those that fail counts
    private CompletableFuture<DmarcOutcome> each(
            List<DomainName> domains, DmarcRequest request, Inquiry inquiry, List<DmarcOutcome> before) {
        if (before.size() == domains.size()) {
            return CompletableFuture.completedFuture(together(request, before));
        }
        return domain(domains.get(before.size()), request, inquiry).thenCompose(outcome -> {
            List<DmarcOutcome> more = new ArrayList<>(before);
            more.add(outcome);
            return each(domains, request, inquiry, more);
        });
    }

    private static DmarcOutcome together(DmarcRequest request, List<DmarcOutcome> each) {
        DmarcOutcome worst = each.get(0);
        for (DmarcOutcome outcome : each) {
            worst = outcome.disposition().compareTo(worst.disposition()) > 0 ? outcome : worst;
        }
        Problem why = new Problem(ProblemKind.SYNTAX, each.size() + " Author Domains in From");
        return new DmarcOutcome(
                DmarcResult.PERMERROR, request, worst.discovery(), worst.alignments(), Optional.of(why), each);
    }

    private DmarcOutcome unevaluated(DmarcResult result, DmarcRequest request, Optional<Problem> problem) {
        PolicyDiscovery nothing =
                new PolicyDiscovery(method.deciding(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
        return new DmarcOutcome(result, request, nothing, Alignments.NOT_EVALUATED, problem, List.of());
    }
}
