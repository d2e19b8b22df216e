// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.arc.ArcFindings;
import io.postern.arc.ChainValidationStatus;
import io.postern.authenticate.AuthenticationFindings;
import io.postern.authenticate.MessageAuthentication;
import io.postern.authenticate.PendingSpf;
import io.postern.authres.AuthenticationResults;
import io.postern.authres.MethodResult;
import io.postern.dkim.DkimMethodResults;
import io.postern.dmarc.DmarcHistory;
import io.postern.dmarc.DmarcOutcome;
import io.postern.dmarc.DmarcResult;
import io.postern.message.HeaderField;
import io.postern.message.Message;
import io.postern.message.MessageHead;
import io.postern.policy.ArcHistory;
import io.postern.policy.DmarcAction;
import io.postern.policy.DmarcCircumstances;
import io.postern.policy.DmarcDecision;
import io.postern.policy.DmarcDisposition;
import io.postern.policy.Mode;
import io.postern.policy.PolicyOverride;
import io.postern.value.DomainName;
import io.postern.value.Trace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DKIM and DMARC in James: from a message to a decision, and from a decision to header, attributes, history file,
 * counters and the log line. The hook at SMTP time and the mailet in the spooler both work with it, so that they cannot
 * differ. Thread-safe.
 */
public final class AuthenticationDesk {
    private static final Logger TRACE = LoggerFactory.getLogger("io.postern.dmarc.trace");

    private final AuthenticationSettings settings;
    private final PosternServices services;
    private final AuthenticationReport report;

    public AuthenticationDesk(AuthenticationSettings settings, PosternServices services) {
        this.settings = settings;
        this.services = services;
        this.report = new AuthenticationReport(services.counters(), settings.mode());
    }

    public AuthenticationSettings settings() {
        return settings;
    }

    public AuthenticationReport report() {
        return report;
    }

    /**
     * Begins with a message whose header section is there.
     *
     * @param head as the client sent it
     */
    public MessageAuthentication begin(MessageHead head, Optional<PendingSpf> spf) {
        return settings.authentication().begin(head, spf, trace());
    }

    /**
     * Begins with a mail that is there, reads its body, and gives what completes within the central deadline. The
     * Received field that this host has put on top is left out, for nobody who signed has seen it.
     */
    public CompletableFuture<AuthenticationFindings> check(Mail mail, Optional<PendingSpf> spf)
            throws MessagingException {
        try {
            // RFC 6376 §5.4.2: fields of one name are taken from the bottom up; what came on top must not be in the way
            Message asReceived = MessageSeam.read(mail).withoutFirst("Received");
            return settings.authentication().check(asReceived, spf, trace()).toCompletableFuture();
        } catch (IOException e) {
            throw new MessagingException("message of " + mail.getName(), e);
        }
    }

    private static Trace trace() {
        return TRACE.isDebugEnabled()
                ? (section, text) -> TRACE.debug("{} {}", section, LogLine.printable(text.get()))
                : Trace.OFF;
    }

    /** What follows from the findings. */
    public AuthenticationDecision decide(AuthenticationFindings findings, AuthenticationFacts facts) {
        DmarcOutcome outcome = findings.dmarc();
        Optional<String> skipped =
                settings.skips().reason(Optional.of(facts.client()), facts.recipients(), outcome.authorDomain());
        Optional<String> trustedChain =
                skipped.isPresent() ? Optional.empty() : settings.sealers().override(findings.arc(), outcome);
        DmarcDecision decision = skipped.map(why -> new DmarcDecision(
                        new DmarcAction.Tag(), DmarcDisposition.NONE, List.of(), "not judged here: " + why))
                .orElseGet(() -> settings.policy()
                        .decide(
                                outcome,
                                new DmarcCircumstances(Optional.of(facts.client()), facts.listField(), trustedChain)));
        return new AuthenticationDecision(findings, facts, decision, trustedChain, skipped);
    }

    /** Whether the decision is to quarantine, and is carried out. */
    public boolean quarantines(AuthenticationDecision decision) {
        return settings.mode() == Mode.ENFORCE && decision.dmarc().action() instanceof DmarcAction.Quarantine;
    }

    /**
     * Writes the decision into a mail from which forged fields have been removed: one Authentication-Results on top,
     * attributes, and where mail is to be quarantined what the parameters say.
     */
    public void write(Mail mail, AuthenticationDecision decision) throws MessagingException {
        AuthenticationResults results =
                AuthenticationResults.of(services.authservId().value(), methodResults(decision));
        String text = results.format();
        List<HeaderField> fields = new ArrayList<>(List.of(AuthenticationResults.toField(text)));
        if (quarantines(decision)) {
            String reason = decision.dmarc().reason();
            Attributes.DMARC_QUARANTINE.set(mail, reason);
            if (!settings.quarantine().header().isEmpty()) {
                fields.add(HeaderField.of(settings.quarantine().header(), " dmarc; " + reason));
            }
            if (!settings.quarantine().processor().isEmpty()) {
                mail.setState(settings.quarantine().processor());
            }
        }
        MessageSeam.edit(mail, message -> message.prepend(fields));
        Attributes.AUTHENTICATION_RESULTS.set(mail, text);
        setAttributes(mail, decision, results);
    }

    private static List<MethodResult> methodResults(AuthenticationDecision decision) {
        AuthenticationFindings findings = decision.findings();
        if (decision.skipped().isEmpty()) {
            boolean plain = decision.dmarc().action() instanceof DmarcAction.Accept;
            return findings.methodResults(plain ? "" : decision.dmarc().reason());
        }
        return findings.methodResultsWithoutDmarc();
    }

    private static void setArcAttributes(Mail mail, ArcFindings chain) {
        Attributes.ARC_STATE.set(mail, chain.state().keyword());
        if (chain.state() == ChainValidationStatus.NONE) {
            return;
        }
        Attributes.ARC_STATE_REASON.set(mail, LogLine.printable(chain.reasonText()));
        Attributes.ARC_DOMAINS.set(mail, LogLine.printable(String.join(",", chain.domains())));
        Attributes.ARC_INSTANCES.set(mail, String.valueOf(chain.instances()));
        if (chain.oldestPass().isPresent()) {
            Attributes.ARC_OLDEST_PASS.set(
                    mail, String.valueOf(chain.oldestPass().getAsInt()));
        }
        chain.oldestPassResults().ifPresent(results -> Attributes.ARC_OLDEST_PASS_RESULTS.set(mail, results));
    }

    private static void setAttributes(Mail mail, AuthenticationDecision decision, AuthenticationResults results) {
        AuthenticationFindings findings = decision.findings();
        setArcAttributes(mail, findings.arc());
        Attributes.DKIM_RESULT.set(mail, findings.dkim().result().keyword());
        Attributes.DKIM_RESULTS.set(
                mail,
                AuthenticationResults.of(
                                results.authservId(),
                                results.of(DkimMethodResults.METHOD).toList())
                        .format());
        Attributes.DKIM_DOMAINS.set(
                mail,
                findings.dkim()
                        .authenticatedDomains()
                        .map(DomainName::value)
                        .distinct()
                        .collect(Collectors.joining(",")));
        DmarcOutcome outcome = findings.dmarc();
        // Exim leaves its variables blank where the evaluation came to no end
        boolean blank = decision.skipped().isPresent()
                || outcome.result() == DmarcResult.TEMPERROR
                || outcome.result() == DmarcResult.PERMERROR;
        Attributes.DMARC_STATUS.set(mail, decision.status().keyword());
        Attributes.DMARC_STATUS_TEXT.set(mail, decision.status().text());
        Attributes.DMARC_USED_DOMAIN.set(mail, blank ? "" : outcome.usedDomain());
        Attributes.DMARC_DOMAIN_POLICY.set(mail, blank ? "" : outcome.domainPolicy());
        Attributes.DMARC_ALIGNMENT_SPF.set(mail, blank ? "" : yesNo(outcome.alignmentSpf()));
        Attributes.DMARC_ALIGNMENT_DKIM.set(mail, blank ? "" : yesNo(outcome.alignmentDkim()));
        Attributes.DMARC_AUTHOR_DOMAIN.set(
                mail, outcome.authorDomain().map(DomainName::value).orElse(""));
        Attributes.DMARC_ACTION.set(mail, decision.dmarc().action().keyword());
        Attributes.DMARC_REASON.set(mail, decision.dmarc().reason());
        if (!decision.dmarc().overrides().isEmpty()) {
            Attributes.DMARC_OVERRIDES.set(mail, overrides(decision.dmarc().overrides()));
        }
    }

    private static String overrides(List<PolicyOverride> overrides) {
        return overrides.stream()
                .map(override -> override.type().keyword() + ": " + override.comment())
                .collect(Collectors.joining("\n"));
    }

    static String yesNo(boolean value) {
        return value ? "yes" : "no";
    }

    /** Appends the message to the history file, if there is one and a policy record applies; never fails. */
    public void remember(Mail mail, AuthenticationDecision decision) {
        if (settings.history().isEmpty() || decision.skipped().isPresent()) {
            return;
        }
        String sender = decision.facts().mailFrom().text();
        DmarcOutcome outcome = decision.findings().dmarc();
        DmarcHistory facts = new DmarcHistory(
                mail.getName(),
                services.authservId().value(),
                services.clock().instant(),
                decision.facts().client(),
                sender.substring(sender.lastIndexOf('@') + 1),
                done(decision.dmarc().action()),
                ArcHistory.of(decision.findings().arc(), outcome, decision.trustedChain()));
        facts.block(outcome)
                .flatMap(settings.history().get()::append)
                .ifPresent(lost -> services.counters().count("dmarc.history.lost"));
    }

    /** What is done, not what would be: reports tell it to the Author Domain. */
    private DmarcHistory.Action done(DmarcAction action) {
        if (settings.mode() != Mode.ENFORCE
                || action instanceof DmarcAction.Accept
                || action instanceof DmarcAction.Tag) {
            return DmarcHistory.Action.ACCEPT;
        }
        if (action instanceof DmarcAction.Quarantine) {
            return DmarcHistory.Action.QUARANTINE;
        }
        return action instanceof DmarcAction.Defer ? DmarcHistory.Action.TEMPFAIL : DmarcHistory.Action.REJECT;
    }
}
