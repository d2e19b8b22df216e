// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.dmarc.SignedDomain.Verdict;
import io.postern.spf.SpfResult;
import io.postern.value.DomainName;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One evaluation of one Author Domain whose policy is known: alignment, then the result. Steps follow each other; each
 * runs on the thread that brought the answer to the one before. Thrown away with its outcome.
 */
final class DomainEvaluation {
    private final DmarcRequest request;
    private final DomainName author;
    private final Inquiry inquiry;

    DomainEvaluation(DmarcRequest request, DomainName author, Inquiry inquiry) {
        this.request = request;
        this.author = author;
        this.inquiry = inquiry;
    }

    CompletableFuture<DmarcOutcome> by(AuthorPolicy.Found found) {
        return found.applied().isPresent() ? aligned(found, found.applied().get()) : done(withoutPolicy(found));
    }

    private DmarcOutcome withoutPolicy(AuthorPolicy.Found found) {
        if (found.record().isPresent()) {
            // AMBIGUOUS RFC 9989 §4.10.1: a record that cannot be used ends discovery: we do not climb past it
            step(
                    "§4.10.1",
                    () -> "no usable p and no rua at " + found.record().get().name() + ": none");
            return outcome(DmarcResult.NONE, found, Alignments.NOT_EVALUATED);
        }
        if (found.failure().isPresent()) {
            step("§4.10.1", () -> "DNS did not tell whether a record applies: temperror");
            return outcome(DmarcResult.TEMPERROR, found, Alignments.NOT_EVALUATED);
        }
        step("§4.10.1", () -> "no record applies: none");
        return outcome(DmarcResult.NONE, found, Alignments.NOT_EVALUATED);
    }

    private CompletableFuture<DmarcOutcome> aligned(AuthorPolicy.Found found, AuthorPolicy.Applied applied) {
        Identifiers identifiers = new Identifiers(author, found.organizationalDomain(), this::organizationalDomain);
        DmarcRecord record = applied.policy().record();
        return spf(identifiers, record)
                .thenCompose(spf -> dkim(identifiers, record).thenApply(dkim -> {
                    Alignments alignments = new Alignments(spf, dkim, identifiers.authorSigned(request.signatures()));
                    step("§4.4", () -> "SPF: " + words(spf) + "; DKIM: " + words(dkim));
                    return judged(found, applied, alignments);
                }));
    }

    private DmarcOutcome judged(AuthorPolicy.Found found, AuthorPolicy.Applied applied, Alignments alignments) {
        if (alignments.pass()) {
            return outcome(DmarcResult.PASS, found, alignments);
        }
        // RFC 9989 §5.3.6: what a needed answer is missing for neither passes nor fails
        if (alignments.undecided() || applied.failure().isPresent()) {
            Problem why = applied.failure()
                    .or(found::failure)
                    .orElse(new Problem(ProblemKind.DNS_FAILURE, "an identifier that may be aligned is undecided"));
            return outcome(DmarcResult.TEMPERROR, found.failing(why), alignments);
        }
        return outcome(DmarcResult.FAIL, found, alignments);
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
        Set<DomainName> signers = new LinkedHashSet<>();
        for (SignedDomain signature : request.signatures()) {
            if (signature.verdict() == verdict) {
                signers.add(signature.domain());
            }
        }
        return List.copyOf(signers);
    }

    private CompletableFuture<Optional<DomainName>> organizationalDomain(DomainName name) {
        return inquiry.method() == DiscoveryMethod.PSL
                ? done(Optional.of(inquiry.bySuffixes(name)))
                : TreeWalk.from(name, inquiry.records()).thenApply(walk -> {
                    step(
                            "§4.10.2",
                            () -> "Organizational Domain of " + name + ": "
                                    + walk.organizationalDomain()
                                            .map(DomainName::value)
                                            .orElse("not known"));
                    return walk.organizationalDomain();
                });
    }

    private DmarcOutcome outcome(DmarcResult result, AuthorPolicy.Found found, Alignments alignments) {
        Optional<AppliedPolicy> policy = found.applied().map(AuthorPolicy.Applied::policy);
        PolicyDiscovery discovery = new PolicyDiscovery(
                inquiry.method().deciding(),
                found.organizationalDomain(),
                policy,
                policy.flatMap(applied -> secondOpinion(found, applied.record(), alignments)),
                inquiry.records().queries());
        Optional<Problem> problem = result == DmarcResult.TEMPERROR ? found.failure() : Optional.empty();
        step("§5.3.6", result::keyword);
        return new DmarcOutcome(result, request, discovery, alignments, problem, List.of());
    }

    private Optional<SecondOpinion> secondOpinion(AuthorPolicy.Found found, DmarcRecord record, Alignments alignments) {
        if (inquiry.method() != DiscoveryMethod.AUTO || inquiry.suffixes().isEmpty()) {
            return Optional.empty();
        }
        DomainName organizational = inquiry.bySuffixes(author);
        boolean spf = request.spf().result() == SpfResult.PASS
                && request.spf()
                        .domain()
                        .filter(name -> same(name, record.spfAlignment(), organizational))
                        .isPresent();
        boolean pass = spf
                || signers(Verdict.PASS).stream().anyMatch(name -> same(name, record.dkimAlignment(), organizational));
        boolean decided =
                !alignments.undecided() && found.organizationalDomain().isPresent();
        boolean differs = decided
                && (pass != alignments.pass() || !found.organizationalDomain().equals(Optional.of(organizational)));
        if (differs) {
            step("§4.10.2", () -> "the Public Suffix List says otherwise: " + organizational + (pass ? ", pass" : ""));
        }
        return Optional.of(new SecondOpinion(organizational, pass, differs));
    }

    /** @param organizational of the author, by the list */
    private boolean same(DomainName name, AlignmentMode mode, DomainName organizational) {
        return name.equals(author)
                || (mode == AlignmentMode.RELAXED && inquiry.bySuffixes(name).equals(organizational));
    }

    private void step(String section, Supplier<String> text) {
        inquiry.step(section, text);
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
