// SPDX-License-Identifier: Apache-2.0
package io.postern.authenticate;

import io.postern.arc.ArcFindings;
import io.postern.arc.ArcVerification;
import io.postern.arc.ArcVerifier;
import io.postern.dkim.DkimFindings;
import io.postern.dkim.DkimVerification;
import io.postern.dkim.DkimVerifier;
import io.postern.dkim.MessageHasher;
import io.postern.dmarc.AuthorDomain;
import io.postern.dmarc.DiscoveryMethod;
import io.postern.dmarc.DmarcOutcome;
import io.postern.dmarc.DmarcRequest;
import io.postern.dmarc.DmarcValidation;
import io.postern.dmarc.FromField;
import io.postern.dmarc.PendingPolicy;
import io.postern.dmarc.PublicSuffixList;
import io.postern.dmarc.SpfEvidence;
import io.postern.dns.DnsBudget;
import io.postern.dns.DnsResolver;
import io.postern.message.HeaderEnd;
import io.postern.message.MessageHead;
import io.postern.message.OctetSource;
import io.postern.spf.SpfFindings;
import io.postern.value.Problem;
import io.postern.value.ProblemKind;
import io.postern.value.Trace;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The authentication of one message, begun by {@link Authentication#begin}: {@link #body} as often as there are octets,
 * then {@link #finish}. Used by one thread at a time, once. Given up by forgetting it: it holds no thread.
 */
public final class MessageAuthentication {
    private final Authentication how;
    private final Optional<PendingSpf> spf;
    private final Trace trace;
    private final AuthorDomain author;
    private final MessageHasher hashes;
    private final DkimVerification signatures;
    private final ArcVerification chain;
    private final DnsBudget questions;
    private final Optional<PublicSuffixList> suffixes;
    private final PendingPolicy policy;

    MessageAuthentication(Authentication how, MessageHead head, Optional<PendingSpf> spf, Trace trace) {
        this.how = how;
        this.spf = spf;
        this.trace = trace;
        this.author = author(how, head);
        DkimVerifier dkim = how.dkim();
        this.hashes = new MessageHasher(head, dkim.crypto());
        // DKIM's come first: whatever a chain asks for, the keys of signatures are within the budget
        DnsBudget keys = DnsBudget.of(
                dkim.resolver(),
                dkim.clock(),
                dkim.deadline(),
                dkim.policy().maxSignatures() + ArcVerifier.MAX_QUERIES);
        this.signatures = dkim.begin(hashes, keys, trace);
        this.chain = new ArcVerifier(dkim).begin(hashes, keys, trace);
        this.suffixes = how.discovery() == DiscoveryMethod.TREEWALK
                ? Optional.empty()
                : Optional.of(how.suffixes().get());
        this.questions = DnsBudget.of(
                how.dkim().resolver(), how.dkim().clock(), how.dkim().deadline(), DmarcValidation.MAX_QUERIES);
        this.policy = validation(questions, Trace.OFF).begin(author);
    }

    /** Whether a signature waits for the body. */
    public boolean wantsBody() {
        return hashes.wantsBody();
    }

    /** The next octets of the body, {@code from} to before {@code to}; the array is not kept. */
    public void body(byte[] octets, int from, int to) {
        hashes.body(octets, from, to);
    }

    /** The whole body, read only if {@link #wantsBody}. */
    void read(OctetSource body) throws IOException {
        hashes.read(body);
    }

    /** The body is over. Does not block; see {@link Authentication} for when the stage completes, and with what. */
    public CompletionStage<AuthenticationFindings> finish() {
        DnsBudget rest = questions.renewed(how.dkim().deadline());
        CompletableFuture<Optional<SpfFindings>> transaction = spf.map(
                        pending -> pending.within(how.dkim().deadline()).thenApply(Optional::of))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
        CompletionStage<ArcFindings> arc = chain.finish();
        return transaction
                .thenCombine(
                        signatures.finish(),
                        (spfFindings, dkim) -> dmarc(rest, spfFindings, dkim)
                                .thenCombine(
                                        arc,
                                        (dmarc, found) -> new AuthenticationFindings(spfFindings, dkim, dmarc, found)))
                .thenCompose(findings -> findings);
    }

    private CompletionStage<DmarcOutcome> dmarc(
            DnsResolver rest, Optional<SpfFindings> spfFindings, DkimFindings dkim) {
        SpfEvidence evidence = spfFindings.map(MessageAuthentication::evidence).orElse(SpfEvidence.NONE);
        return validation(rest, trace).validate(new DmarcRequest(author, evidence, SignedDomains.of(dkim)), policy);
    }

    private static SpfEvidence evidence(SpfFindings findings) {
        return SpfEvidence.from(findings.mailFrom());
    }

    private DmarcValidation validation(DnsResolver resolver, Trace sink) {
        DmarcValidation walk =
                DmarcValidation.of(resolver).remembering(how.policies()).tracing(sink);
        return suffixes.map(list -> walk.by(how.discovery(), list)).orElse(walk);
    }

    private static AuthorDomain author(Authentication how, MessageHead head) {
        // RFC 5322 §3.6: exactly one From; where the head was not read to its end there may be another
        return head.end() == HeaderEnd.LIMIT
                ? new AuthorDomain.Unusable(new Problem(ProblemKind.LIMIT, "the head was not read to its end"))
                : new FromField(how.dkim().toALabels()).of(head);
    }
}
