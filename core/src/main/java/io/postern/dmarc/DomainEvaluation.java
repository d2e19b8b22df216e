// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.dmarc.SignedDomain.Verdict;
import io.postern.dns.DnsAnswer;
import io.postern.dns.Dnssec;
import io.postern.spf.SpfResult;
import io.postern.value.DomainName;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import io.postern.value.Trace;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One evaluation of one Author Domain: discovery, then alignment, then the result. Steps follow each other; each runs
 * on the thread that brought the answer to the one before. Thrown away with its outcome.
 */
final class DomainEvaluation {
    /** What discovery came to; no policy and no failure: there is none. */
    private record Discovered(
            Optional<DomainName> organizationalDomain,
            Optional<TreeWalk.Published> policy,
            Optional<Problem> failure) {}

    /** A policy, and what DNS did not tell that it depends on. */
    private record Applied(AppliedPolicy policy, Optional<Problem> failure) {}

    private final DmarcRequest request;
    private final DomainName author;
    private final DiscoveryMethod method;
    private final Optional<PublicSuffixList> suffixes;
    private final PolicyRecords records;
    private final Trace trace;

    DomainEvaluation(
            DmarcRequest request,
            DomainName author,
            DiscoveryMethod method,
            Optional<PublicSuffixList> suffixes,
            PolicyRecords records,
            Trace trace) {
        this.request = request;
        this.author = author;
        this.method = method;
        this.suffixes = suffixes;
        this.records = records;
        this.trace = trace;
    }

    CompletableFuture<DmarcOutcome> run() {
        return discover().thenCompose(discovered -> {
            discovered.organizationalDomain.ifPresent(
                    name -> step("§4.10.2", () -> "Organizational Domain of " + author + ": " + name));
            if (discovered.policy.isEmpty()) {
                return done(withoutPolicy(discovered));
            }
            TreeWalk.Published published = discovered.policy.get();
            Optional<DmarcRecord> inForce = published.record().inForce();
            if (inForce.isEmpty()) {
                // AMBIGUOUS RFC 9989 §4.10.1: a record that cannot be used ends discovery: we do not climb past it
                step("§4.10.1", () -> "no usable p and no rua at " + published.name() + ": none");
                return done(outcome(DmarcResult.NONE, discovered, Optional.empty(), Alignments.NOT_EVALUATED));
            }
            return applied(published.name(), inForce.get()).thenCompose(applied -> aligned(discovered, applied));
        });
    }

    private DmarcOutcome withoutPolicy(Discovered discovered) {
        if (discovered.failure.isPresent()) {
            step("§4.10.1", () -> "DNS did not tell whether a record applies: temperror");
            return outcome(DmarcResult.TEMPERROR, discovered, Optional.empty(), Alignments.NOT_EVALUATED);
        }
        step("§4.10.1", () -> "no record applies: none");
        return outcome(DmarcResult.NONE, discovered, Optional.empty(), Alignments.NOT_EVALUATED);
    }

    private CompletableFuture<Discovered> discover() {
        return method == DiscoveryMethod.PSL
                ? bySuffixes()
                : TreeWalk.from(author, records)
                        .thenApply(walk -> new Discovered(walk.organizationalDomain(), walk.policy(), walk.failure()));
    }

    /** RFC 7489 §6.6.3: the Author Domain's record, or else the Organizational Domain's. */
    private CompletableFuture<Discovered> bySuffixes() {
        DomainName organizational = bySuffixes(author);
        return records.at(author)
                .thenCompose(own -> own instanceof PolicyLookup.Absent && !organizational.equals(author)
                        ? records.at(organizational)
                                .thenApply(above -> discovered(organizational, organizational, above))
                        : done(discovered(organizational, author, own)));
    }

    private static Discovered discovered(DomainName organizational, DomainName name, PolicyLookup lookup) {
        Optional<TreeWalk.Published> policy = lookup instanceof PolicyLookup.Found found
                ? Optional.of(new TreeWalk.Published(name, found.record()))
                : Optional.empty();
        Optional<Problem> failure =
                lookup instanceof PolicyLookup.Failed failed ? Optional.of(failed.why()) : Optional.empty();
        return new Discovered(Optional.of(organizational), policy, failure);
    }

    private DomainName bySuffixes(DomainName name) {
        return suffixes.flatMap(list -> list.organizationalDomain(name)).orElse(name);
    }

    // RFC 9989 §4.7, §4.10.1: p at the Author Domain itself; above it sp, or np for a name that does not exist
    private CompletableFuture<Applied> applied(DomainName publisher, DmarcRecord record) {
        if (publisher.equals(author)) {
            return done(applied(publisher, record, record.atItself(), Optional.empty()));
        }
        PolicyRequest ifExists = record.below(Existence.EXISTS);
        if (ifExists == record.below(Existence.NON_EXISTENT)) {
            return done(applied(publisher, record, ifExists, Optional.empty()));
        }
        return existence().thenApply(answer -> {
            boolean missing = answer instanceof DnsAnswer.NxDomain;
            step("§3.2.13", () -> author + (missing ? " does not exist" : " exists, or DNS did not tell"));
            PolicyRequest request = record.below(missing ? Existence.NON_EXISTENT : Existence.EXISTS);
            return applied(publisher, record, request, answer.problem());
        });
    }

    private Applied applied(
            DomainName publisher, DmarcRecord record, PolicyRequest request, Optional<Problem> failure) {
        AppliedPolicy policy = new AppliedPolicy(publisher, record, request);
        step(
                "§4.7",
                () -> "policy of " + publisher + " for " + author + ": " + request.keyword()
                        + (record.testing() ? ", one step milder by t=y" : ""));
        record.notes().forEach(note -> step("§4.8", () -> "ignored: " + note));
        return new Applied(policy, failure);
    }

    /** Of the Author Domain; not asked where a name below it is known to exist. */
    private CompletableFuture<DnsAnswer<?>> existence() {
        return records.at(author)
                .thenCompose(
                        known -> known instanceof PolicyLookup.Absent absent && absent.existence() == Existence.EXISTS
                                ? done(new DnsAnswer.NoData<>(Dnssec.INDETERMINATE))
                                : records.existenceOf(author));
    }

    private CompletableFuture<DmarcOutcome> aligned(Discovered discovered, Applied applied) {
        Identifiers identifiers = new Identifiers(author, discovered.organizationalDomain, this::organizationalDomain);
        DmarcRecord record = applied.policy.record();
        return spf(identifiers, record)
                .thenCompose(spf -> dkim(identifiers, record).thenApply(dkim -> {
                    Alignments alignments = new Alignments(spf, dkim, identifiers.authorSigned(request.signatures()));
                    step("§4.4", () -> "SPF: " + words(spf) + "; DKIM: " + words(dkim));
                    return judged(discovered, applied, alignments);
                }));
    }

    private DmarcOutcome judged(Discovered discovered, Applied applied, Alignments alignments) {
        Optional<AppliedPolicy> policy = Optional.of(applied.policy);
        if (alignments.pass()) {
            return outcome(DmarcResult.PASS, discovered, policy, alignments);
        }
        // RFC 9989 §5.3.6: what a needed answer is missing for neither passes nor fails
        if (alignments.undecided() || applied.failure.isPresent()) {
            Problem why = applied.failure
                    .or(() -> discovered.failure)
                    .orElse(new Problem(ProblemKind.DNS_FAILURE, "an identifier that may be aligned is undecided"));
            Discovered failed = new Discovered(discovered.organizationalDomain, discovered.policy, Optional.of(why));
            return outcome(DmarcResult.TEMPERROR, failed, policy, alignments);
        }
        return outcome(DmarcResult.FAIL, discovered, policy, alignments);
    }

    private CompletableFuture<Alignment> spf(Identifiers identifiers, DmarcRecord record) {
        SpfEvidence spf = request.spf();
        boolean counts = spf.result() == SpfResult.PASS || spf.result() == SpfResult.TEMPERROR;
        if (!counts || spf.domain().isEmpty()) {
            return done(Alignment.NOT_ALIGNED);
        }
        CompletableFuture<Alignment> alignment = identifiers.align(spf.domain().get(), record.spfAlignment());
        // RFC 9989 §4.4.2: pass alone; what could have passed is undecided
        return spf.result() == SpfResult.PASS ? alignment : alignment.thenApply(Identifiers::undecidedIfAligned);
    }

    // RFC 9989 §4.4.1: one aligned signature that passes is enough
    private CompletableFuture<Alignment> dkim(Identifiers identifiers, DmarcRecord record) {
        return identifiers
                .any(signers(Verdict.PASS), record.dkimAlignment())
                .thenCompose(passed -> passed == Alignment.ALIGNED
                        ? done(passed)
                        : identifiers
                                .any(signers(Verdict.TEMPERROR), record.dkimAlignment())
                                .thenApply(failed -> passed == Alignment.UNDECIDED
                                        ? passed
                                        : Identifiers.undecidedIfAligned(failed)));
    }

    private List<DomainName> signers(Verdict verdict) {
        return request.signatures().stream()
                .filter(signature -> signature.verdict() == verdict)
                .map(SignedDomain::domain)
                .distinct()
                .toList();
    }

    private CompletableFuture<Optional<DomainName>> organizationalDomain(DomainName name) {
        return method == DiscoveryMethod.PSL
                ? done(Optional.of(bySuffixes(name)))
                : TreeWalk.from(name, records).thenApply(walk -> {
                    step(
                            "§4.10.2",
                            () -> "Organizational Domain of " + name + ": "
                                    + walk.organizationalDomain()
                                            .map(DomainName::value)
                                            .orElse("not known"));
                    return walk.organizationalDomain();
                });
    }

    private DmarcOutcome outcome(
            DmarcResult result, Discovered discovered, Optional<AppliedPolicy> policy, Alignments alignments) {
        PolicyDiscovery discovery = new PolicyDiscovery(
                method.deciding(),
                discovered.organizationalDomain,
                policy,
                policy.flatMap(applied -> secondOpinion(discovered, applied.record(), alignments)),
                records.queries());
        Optional<Problem> problem = result == DmarcResult.TEMPERROR ? discovered.failure : Optional.empty();
        step("§5.3.6", () -> result.keyword());
        return new DmarcOutcome(result, request, discovery, alignments, problem, List.of());
    }

    private Optional<SecondOpinion> secondOpinion(Discovered discovered, DmarcRecord record, Alignments alignments) {
        if (method != DiscoveryMethod.AUTO || suffixes.isEmpty()) {
            return Optional.empty();
        }
        DomainName organizational = bySuffixes(author);
        boolean spf = request.spf().result() == SpfResult.PASS
                && request.spf()
                        .domain()
                        .filter(name -> same(name, record.spfAlignment()))
                        .isPresent();
        boolean pass = spf || signers(Verdict.PASS).stream().anyMatch(name -> same(name, record.dkimAlignment()));
        boolean decided = !alignments.undecided() && discovered.organizationalDomain.isPresent();
        boolean differs = decided
                && (pass != alignments.pass() || !discovered.organizationalDomain.equals(Optional.of(organizational)));
        if (differs) {
            step("§4.10.2", () -> "the Public Suffix List says otherwise: " + organizational + (pass ? ", pass" : ""));
        }
        return Optional.of(new SecondOpinion(organizational, pass, differs));
    }

    private boolean same(DomainName name, AlignmentMode mode) {
        return name.equals(author)
                || (mode == AlignmentMode.RELAXED && bySuffixes(name).equals(bySuffixes(author)));
    }

    private void step(String section, Supplier<String> text) {
        trace.step("RFC 9989 " + section, text);
    }

    private static String words(Alignment alignment) {
        return switch (alignment) {
            case ALIGNED -> "aligned";
            case NOT_ALIGNED -> "nothing aligned";
            case UNDECIDED -> "not decided";
        };
    }

    private static <T> CompletableFuture<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
