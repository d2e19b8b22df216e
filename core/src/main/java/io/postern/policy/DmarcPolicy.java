// SPDX-License-Identifier: Apache-2.0
package io.postern.policy;

import io.postern.dmarc.AuthorDomain;
import io.postern.dmarc.DmarcOutcome;
import io.postern.dmarc.DmarcRequest;
import io.postern.dmarc.DmarcResult;
import io.postern.dmarc.PolicyRequest;
import io.postern.dmarc.SignedDomain;
import io.postern.spf.SpfResult;
import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What follows from a DMARC outcome. A pure function of outcome and circumstances.
 *
 * <p>Where an operator says how far a step goes at most, the scale is that of {@link PolicyRequest}; none is tag.
 *
 * @param rejectAction where reject is asked for
 * @param temperrorAction where DNS does not answer
 * @param unusableFrom what is done with a message whose From is missing, repeated or malformed
 * @param exempt who is exempt: tagged, whatever is asked for
 * @param forwarders whom the operator trusts to forward
 * @param mostForwarded the most that is done with what they bring
 * @param mostFromLists the most that is done with what a mailing list left its traces in; not with ALWAYS
 * @param mostWithArc the most that is done with a message that has a trusted ARC chain
 */
public record DmarcPolicy(
        RejectAction rejectAction,
        TemperrorAction temperrorAction,
        PolicyRequest unusableFrom,
        TrustedSources exempt,
        TrustedSources forwarders,
        PolicyRequest mostForwarded,
        PolicyRequest mostFromLists,
        PolicyRequest mostWithArc) {
    /** The defaults of docs/dmarc.md. */
    public static final DmarcPolicy DEFAULT = new DmarcPolicy(
            RejectAction.CORROBORATED,
            TemperrorAction.ACCEPT,
            PolicyRequest.QUARANTINE,
            TrustedSources.NONE,
            TrustedSources.NONE,
            PolicyRequest.QUARANTINE,
            PolicyRequest.QUARANTINE,
            PolicyRequest.NONE);

    private static final int MAX_COMMENT = 200;

    /** A reason to do less than is asked for. */
    private record Limit(PolicyRequest most, PolicyOverride why) {}

    /** The action for one message. */
    public DmarcDecision decide(DmarcOutcome outcome, DmarcCircumstances circumstances) {
        return switch (outcome.result()) {
            case PASS -> passed(outcome);
            case NONE -> tagged("no DMARC policy applies");
            case FAIL -> failed(outcome, circumstances);
            case TEMPERROR -> undecided(outcome);
            case PERMERROR ->
                outcome.request().author() instanceof AuthorDomain.Several
                        ? failed(outcome, circumstances)
                        : unusable(outcome);
        };
    }

    private static DmarcDecision passed(DmarcOutcome outcome) {
        boolean enforcing = outcome.discovery()
                .policy()
                .filter(policy -> policy.published() != PolicyRequest.NONE)
                .isPresent();
        return new DmarcDecision(
                new DmarcAction.Accept(),
                enforcing ? DmarcDisposition.PASS : DmarcDisposition.NONE,
                List.of(),
                "an identifier is aligned with " + author(outcome));
    }

    private static DmarcDecision tagged(String reason) {
        return new DmarcDecision(new DmarcAction.Tag(), DmarcDisposition.NONE, List.of(), reason);
    }

    private DmarcDecision undecided(DmarcOutcome outcome) {
        String reason = "no answer from DNS about the DMARC policy of " + author(outcome) + ", or its identifiers";
        // RFC 9989 §7.2: who cannot decide may ask to be tried again
        SmtpReply reply = SmtpReply.filtering(451, new EnhancedStatusCode(4, 7, 0), "DMARC: " + reason);
        return temperrorAction == TemperrorAction.DEFER
                ? new DmarcDecision(new DmarcAction.Defer(reply), DmarcDisposition.NONE, List.of(), reply.publicText())
                : tagged(reply.publicText());
    }

    private DmarcDecision unusable(DmarcOutcome outcome) {
        String why = outcome.problem().map(Problem::detail).orElse("");
        SmtpReply reply = SmtpReply.filtering(
                550, new EnhancedStatusCode(5, 7, 1), "The From field does not name one author (RFC 5322, RFC 9989)");
        return new DmarcDecision(
                action(unusableFrom, reply), disposition(unusableFrom), List.of(), printable("no author: " + why));
    }

    private DmarcDecision failed(DmarcOutcome outcome, DmarcCircumstances circumstances) {
        PolicyRequest asked = outcome.disposition();
        PolicyRequest published = outcome.publishedDisposition();
        List<PolicyOverride> overrides = new ArrayList<>();
        if (asked != published) {
            overrides.add(new PolicyOverride(
                    PolicyOverride.Type.POLICY_TEST_MODE, "t=y, " + published.keyword() + " is " + asked.keyword()));
        }
        PolicyRequest done = asked;
        for (Limit limit : limits(asked, outcome, circumstances)) {
            if (limit.most.compareTo(asked) < 0) {
                overrides.add(limit.why);
                done = limit.most.compareTo(done) < 0 ? limit.most : done;
            }
        }
        return new DmarcDecision(
                action(done, refusal(outcome)), disposition(done), overrides, reason(outcome, published, overrides));
    }

    private List<Limit> limits(PolicyRequest asked, DmarcOutcome outcome, DmarcCircumstances circumstances) {
        List<Limit> limits = new ArrayList<>();
        List<DomainName> authenticated = authenticated(outcome.request());
        exempt.match(circumstances.client(), authenticated)
                .ifPresent(who ->
                        limits.add(limit(PolicyRequest.NONE, PolicyOverride.Type.LOCAL_POLICY, "exempt here: " + who)));
        forwarders
                .match(circumstances.client(), authenticated)
                .ifPresent(who -> limits.add(
                        limit(mostForwarded, PolicyOverride.Type.TRUSTED_FORWARDER, "listed forwarder: " + who)));
        circumstances
                .trustedArcChain()
                .ifPresent(arc -> limits.add(limit(mostWithArc, PolicyOverride.Type.LOCAL_POLICY, arc)));
        if (rejectAction != RejectAction.ALWAYS) {
            circumstances
                    .listField()
                    .ifPresent(field ->
                            limits.add(limit(mostFromLists, PolicyOverride.Type.MAILING_LIST, "has a field " + field)));
        }
        if (asked == PolicyRequest.REJECT) {
            uncorroborated(outcome)
                    .ifPresent(
                            why -> limits.add(limit(PolicyRequest.QUARANTINE, PolicyOverride.Type.LOCAL_POLICY, why)));
        }
        return limits;
    }

    /** Why a rejection that is asked for is not one here. */
    private Optional<String> uncorroborated(DmarcOutcome outcome) {
        return switch (rejectAction) {
            case ALWAYS -> Optional.empty();
            case NEVER -> Optional.of("reject is handled as quarantine");
            // RFC 9989 §7.4: p=reject alone is no ground; a domain that asks for it must sign, so what bears no
            // signature
            // of its own, not even a broken one, is a forgery and not a forward that was bruised
            case CORROBORATED ->
                failing(outcome).anyMatch(each -> each.alignments().authorSigned())
                        ? Optional.of("a signature of its author may have been broken on the way")
                        : Optional.empty();
        };
    }

    /** Of several Author Domains those that fail and ask for as much as counts. */
    private static Stream<DmarcOutcome> failing(DmarcOutcome outcome) {
        return outcome.result() == DmarcResult.FAIL
                ? Stream.of(outcome)
                : outcome.each().stream().filter(each -> each.disposition() == outcome.disposition());
    }

    private static List<DomainName> authenticated(DmarcRequest request) {
        List<DomainName> names = new ArrayList<>();
        if (request.spf().result() == SpfResult.PASS) {
            request.spf().domain().ifPresent(names::add);
        }
        request.signatures().stream()
                .filter(signature -> signature.verdict() == SignedDomain.Verdict.PASS)
                .map(SignedDomain::domain)
                .forEach(names::add);
        return names;
    }

    private static Limit limit(PolicyRequest most, PolicyOverride.Type type, String comment) {
        return new Limit(most, new PolicyOverride(type, Ascii.printable(comment, MAX_COMMENT)));
    }

    private static DmarcAction action(PolicyRequest done, SmtpReply refusal) {
        return switch (done) {
            case NONE -> new DmarcAction.Tag();
            case QUARANTINE -> new DmarcAction.Quarantine();
            case REJECT -> new DmarcAction.Reject(refusal);
        };
    }

    private static DmarcDisposition disposition(PolicyRequest done) {
        return switch (done) {
            case NONE -> DmarcDisposition.NONE;
            case QUARANTINE -> DmarcDisposition.QUARANTINE;
            case REJECT -> DmarcDisposition.REJECT;
        };
    }

    // RFC 7372 §3.3: X.7.26, several authentication checks failed; RFC 9989 §7.2: the text says DMARC
    private static SmtpReply refusal(DmarcOutcome outcome) {
        return SmtpReply.filtering(
                550,
                new EnhancedStatusCode(5, 7, 26),
                "DMARC: neither SPF nor DKIM vouches for mail from " + author(outcome) + ", whose policy is "
                        + outcome.publishedDisposition().keyword());
    }

    private static String reason(DmarcOutcome outcome, PolicyRequest published, List<PolicyOverride> overrides) {
        StringBuilder text = new StringBuilder("no identifier is aligned with ")
                .append(author(outcome))
                .append(", whose policy is ")
                .append(published.keyword());
        overrides.forEach(override ->
                text.append("; ").append(override.type().keyword()).append(": ").append(override.comment()));
        return printable(text.toString());
    }

    private static String author(DmarcOutcome outcome) {
        return outcome.authorDomain().map(DomainName::value).orElse("an unknown author");
    }

    private static String printable(String text) {
        return Ascii.printable(text, SmtpReply.MAX_TEXT);
    }
}
