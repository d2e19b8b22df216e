// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.authres.AuthenticationResults;
import io.postern.authres.AuthservId;
import io.postern.envelope.Helo;
import io.postern.envelope.ReversePath;
import io.postern.message.HeaderField;
import io.postern.message.Message;
import io.postern.message.MessageHead;
import io.postern.message.TrustedRelays.Origin;
import io.postern.policy.Action;
import io.postern.policy.Mode;
import io.postern.spf.ReceivedSpf;
import io.postern.spf.SpfComment;
import io.postern.spf.SpfFindings;
import io.postern.spf.SpfMethodResults;
import io.postern.spf.SpfOutcome;
import io.postern.spf.SpfRequest;
import io.postern.value.IpAddress;
import io.postern.value.Problem;
import io.postern.value.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SPF in James: from a request to a decision, and from a decision to header, attributes, counters and the log line. The
 * hook at SMTP time and the mailet in the spooler both work with it, so that they cannot differ. Thread-safe.
 */
public final class SpfDesk {
    private static final Logger LOGGER = LoggerFactory.getLogger("io.postern.spf");
    private static final Logger TRACE = LoggerFactory.getLogger("io.postern.spf.trace");

    private final SpfSettings settings;
    private final PosternServices services;

    public SpfDesk(SpfSettings settings, PosternServices services) {
        this.settings = settings;
        this.services = services;
    }

    public SpfSettings settings() {
        return settings;
    }

    public SpfRequest request(IpAddress client, Helo helo, ReversePath mailFrom) {
        return new SpfRequest(client, helo, mailFrom, services.authservId().value());
    }

    /** Starts a check; completes within the central deadline, never exceptionally. */
    public CompletableFuture<SpfDecision> start(SpfRequest request) {
        Trace trace = TRACE.isDebugEnabled()
                ? (section, text) -> TRACE.debug("{} {}", section, LogLine.printable(text.get()))
                : Trace.OFF;
        return settings.transaction()
                .check(request, trace)
                .thenApply(this::decision)
                .toCompletableFuture();
    }

    /**
     * The request about the client in front of a trusted relay, once the message is there.
     *
     * @param atRelay the request with the relay itself as client
     * @return empty when the message began at a relay
     */
    public Optional<CompletableFuture<SpfDecision>> startBehindRelay(SpfRequest atRelay, Mail mail)
            throws MessagingException {
        return start(
                atRelay, settings.trustedRelays().origin(MessageSeam.read(mail).head()));
    }

    /** The same as soon as the client has sent the header section. */
    public Optional<CompletableFuture<SpfDecision>> startBehindRelay(SpfRequest atRelay, MessageHead asSent) {
        return start(atRelay, settings.trustedRelays().originAsSent(asSent));
    }

    private Optional<CompletableFuture<SpfDecision>> start(SpfRequest atRelay, Origin origin) {
        if (origin instanceof Origin.Client from) {
            return Optional.of(
                    start(request(from.client().address(), Helo.of(from.client().helo()), atRelay.mailFrom())));
        }
        if (origin instanceof Origin.Unreadable unreadable) {
            SpfOutcome outcome = SpfOutcome.unchecked(atRelay, unreadable.why());
            return Optional.of(CompletableFuture.completedFuture(
                    decision(new SpfFindings(atRelay, outcome, Optional.empty(), Optional.empty()))));
        }
        return Optional.empty();
    }

    private SpfDecision decision(SpfFindings findings) {
        String comment = settings.replyText()
                .text(findings.mailFrom(), findings.request(), services.clock().instant());
        Action action = settings.policy().decide(findings.mailFrom(), findings.helo(), findings.guess(), comment);
        return new SpfDecision(findings, action, comment);
    }

    /**
     * Writes the decision into a mail from which forged fields have been removed: ours come on top, attributes are set.
     */
    public void write(Mail mail, SpfDecision decision) throws MessagingException {
        AuthenticationResults results =
                AuthenticationResults.of(services.authservId().value(), SpfMethodResults.of(decision.findings()));
        String text = results.format();
        write(mail, decision, List.of(AuthenticationResults.toField(text)));
        Attributes.AUTHENTICATION_RESULTS.set(mail, text);
    }

    /** The same without Authentication-Results, which somebody else writes, of SPF too. */
    public void writeWithoutResults(Mail mail, SpfDecision decision) throws MessagingException {
        write(mail, decision, List.of());
    }

    private void write(Mail mail, SpfDecision decision, List<HeaderField> onTop) throws MessagingException {
        SpfFindings findings = decision.findings();
        List<HeaderField> fields = new ArrayList<>(onTop);
        HeaderField received =
                HeaderField.of(ReceivedSpf.NAME, ReceivedSpf.body(findings.mailFrom(), findings.request()));
        if (settings.receivedSpf()) {
            fields.add(received);
            findings.guess()
                    .map(guess -> HeaderField.of(ReceivedSpf.GUESS_NAME, ReceivedSpf.body(guess, findings.request())))
                    .ifPresent(fields::add);
        }
        if (!fields.isEmpty()) {
            MessageSeam.edit(mail, message -> message.prepend(fields));
        }
        setAttributes(mail, decision, received);
    }

    /** RFC 8601 §5: fields that claim our authserv-id and are not ours go, whoever brought them. */
    public static Message withoutForged(Message message, AuthservId id) {
        return message.head().fields().stream().anyMatch(id::isClaimedBy) ? message.without(id::isClaimedBy) : message;
    }

    private static void setAttributes(Mail mail, SpfDecision decision, HeaderField received) {
        SpfFindings findings = decision.findings();
        SpfOutcome outcome = findings.mailFrom();
        Attributes.SPF_RESULT.set(mail, outcome.result().keyword());
        Attributes.SPF_HEADER_COMMENT.set(mail, SpfComment.of(outcome, findings.request()));
        Attributes.SPF_RECEIVED.set(mail, received.toString().stripTrailing());
        Attributes.SPF_SMTP_COMMENT.set(mail, decision.smtpComment());
        Attributes.SPF_USED_DOMAIN.set(mail, LogLine.printable(outcome.domain()));
        Attributes.SPF_ACTION.set(mail, decision.action().word().keyword());
        findings.guess()
                .ifPresent(guess ->
                        Attributes.SPF_RESULT_GUESSED.set(mail, guess.result().keyword()));
        findings.helo()
                .ifPresent(helo ->
                        Attributes.SPF_HELO_RESULT.set(mail, helo.result().keyword()));
    }

    /**
     * Counts a decision and logs it, once a message.
     *
     * @param id {@code mail=} and the mail's name, or {@code session=} and the session's when there is no mail yet
     */
    public void report(SpfDecision decision, String idKey, String id) {
        SpfFindings findings = decision.findings();
        SpfOutcome outcome = findings.mailFrom();
        Counters counters = services.counters();
        counters.count("spf.result." + outcome.result().keyword());
        findings.helo()
                .ifPresent(helo -> counters.count("spf.helo." + helo.result().keyword()));
        findings.guess()
                .ifPresent(guess -> counters.count("spf.guess." + guess.result().keyword()));
        String word = decision.action().word().keyword();
        boolean onlyObserved = decision.action().refuses() && settings.mode() == Mode.OBSERVE;
        counters.count((onlyObserved ? "spf.observed." : "spf.action.") + word);
        LogLine line = new LogLine()
                .add("spf", outcome.result().keyword())
                .add("client_ip", findings.request().clientIp().toString())
                .add("mail_from", findings.request().mailFrom().text())
                .add("helo", findings.request().helo().text())
                .add("action", word)
                .add("mode", settings.mode().keyword())
                .add(idKey, id)
                .add("domain", outcome.domain())
                .add("mechanism", outcome.mechanismText());
        findings.helo().ifPresent(helo -> line.add("spf_helo", helo.result().keyword()));
        findings.guess().ifPresent(guess -> line.add("spf_guess", guess.result().keyword()));
        outcome.problem().map(Problem::detail).ifPresent(detail -> line.add("problem", detail));
        LOGGER.info("{}", line);
    }

    /** Logs and counts that a mail was not checked. */
    public void reportSkipped(String reason, String mailName) {
        services.counters().count("spf.skipped." + reason);
        LOGGER.info(
                "{}", new LogLine().add("spf", "skipped").add("reason", reason).add("mail", mailName));
    }
}
