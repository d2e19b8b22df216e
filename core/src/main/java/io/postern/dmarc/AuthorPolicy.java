// SPDX-License-Identifier: Apache-2.0
package io.postern.dmarc;

import io.postern.dns.DnsAnswer;
import io.postern.dns.Dnssec;
import io.postern.value.DomainName;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Finds the policy that applies to one Author Domain (RFC 9989 §4.10.1), which does not depend on what authenticates.
 * Steps follow each other; each runs on the thread that brought the answer to the one before.
 */
final class AuthorPolicy {
    /**
     * What discovery came to; no record and no failure: there is none.
     *
     * @param record the one that applies, and whose it is; whether it can be used is another question
     * @param failure what DNS did not tell
     * @param applied what the record asks for; empty if there is none, or none that can be used
     */
    record Found(
            Optional<DomainName> organizationalDomain,
            Optional<TreeWalk.Published> record,
            Optional<Problem> failure,
            Optional<Applied> applied) {
        /** By a defect of ours. */
        static Found unknown(Throwable defect) {
            Problem why = new Problem(ProblemKind.INTERNAL, defect.toString());
            return new Found(Optional.empty(), Optional.empty(), Optional.of(why), Optional.empty());
        }

        private Found applying(Applied policy) {
            return new Found(organizationalDomain, record, failure, Optional.of(policy));
        }

        Found failing(Problem why) {
            return new Found(organizationalDomain, record, Optional.of(why), applied);
        }

        /** Whether DNS told all that was asked. */
        boolean isWhole() {
            return failure.isEmpty() && applied.flatMap(Applied::failure).isEmpty();
        }
    }

    /** A policy, and what DNS did not tell that it depends on. */
    record Applied(AppliedPolicy policy, Optional<Problem> failure) {}

    private final DomainName author;
    private final Inquiry inquiry;

    AuthorPolicy(DomainName author, Inquiry inquiry) {
        this.author = author;
        this.inquiry = inquiry;
    }

    CompletableFuture<Found> find() {
        return discover().thenCompose(found -> {
            found.organizationalDomain.ifPresent(
                    name -> step("§4.10.2", () -> "Organizational Domain of " + author + ": " + name));
            if (found.record.isEmpty()) {
                return done(found);
            }
            TreeWalk.Published published = found.record.get();
            Optional<DmarcRecord> inForce = published.record().inForce();
            return inForce.isEmpty()
                    ? done(found)
                    : applied(published.name(), inForce.get()).thenApply(found::applying);
        });
    }

    private CompletableFuture<Found> discover() {
        return inquiry.method() == DiscoveryMethod.PSL
                ? bySuffixes()
                : TreeWalk.from(author, inquiry.records())
                        .thenApply(walk -> new Found(
                                walk.organizationalDomain(), walk.policy(), walk.failure(), Optional.empty()));
    }

    /** RFC 7489 §6.6.3: the Author Domain's record, or else the Organizational Domain's. */
    private CompletableFuture<Found> bySuffixes() {
        DomainName organizational = inquiry.bySuffixes(author);
        PolicyRecords records = inquiry.records();
        return records.at(author)
                .thenCompose(own -> own instanceof PolicyLookup.Absent && !organizational.equals(author)
                        ? records.at(organizational).thenApply(above -> found(organizational, organizational, above))
                        : done(found(organizational, author, own)));
    }

    private static Found found(DomainName organizational, DomainName name, PolicyLookup lookup) {
        Optional<TreeWalk.Published> record = lookup instanceof PolicyLookup.Found there
                ? Optional.of(new TreeWalk.Published(name, there.record()))
                : Optional.empty();
        Optional<Problem> failure =
                lookup instanceof PolicyLookup.Failed failed ? Optional.of(failed.why()) : Optional.empty();
        return new Found(Optional.of(organizational), record, failure, Optional.empty());
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
        PolicyRecords records = inquiry.records();
        return records.at(author)
                .thenCompose(
                        known -> known instanceof PolicyLookup.Absent absent && absent.existence() == Existence.EXISTS
                                ? done(new DnsAnswer.NoData<>(Dnssec.INDETERMINATE))
                                : records.existenceOf(author));
    }

    private void step(String section, Supplier<String> text) {
        inquiry.step(section, text);
    }

    private static <T> CompletableFuture<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
