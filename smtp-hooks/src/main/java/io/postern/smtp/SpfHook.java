// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.envelope.ReversePath;
import io.postern.james.BadConfiguration;
import io.postern.james.Parameter;
import io.postern.james.Parameters;
import io.postern.james.PosternServices;
import io.postern.james.Replies;
import io.postern.james.SpfDecision;
import io.postern.james.SpfDesk;
import io.postern.james.SpfParameter;
import io.postern.james.SpfSettings;
import io.postern.policy.Mode;
import io.postern.smtp.SpfHookParameter.CheckAt;
import io.postern.spf.SpfRequest;
import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.MailHook;
import org.apache.james.protocols.smtp.hook.RcptHook;
import org.apache.james.smtpserver.JamesMessageHook;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SPF at SMTP time. The look-ups start at MAIL; the client waits for them there (or at the first RCPT) only if the
 * answer could be a refusal. At the end of DATA the result goes into header, attributes, counters and log. The
 * documentation is docs/spf.md.
 */
public final class SpfHook implements MailHook, RcptHook, JamesMessageHook {
    /** What this class may be told. */
    public static final List<Parameter> PARAMETERS = Stream.<Parameter>concat(
                    Stream.of(SpfParameter.values()), Stream.of(SpfHookParameter.values()))
            .toList();

    private static final Logger LOGGER = LoggerFactory.getLogger(SpfHook.class);
    private static final AttachmentKey<Check> CHECK = AttachmentKey.of("postern.spf", Check.class);

    /** The check of one transaction. */
    private sealed interface Check {
        /** Not checked, for a reason that is a word. */
        record Skipped(String reason) implements Check {}

        /** From a gateway of ours: to be checked when the message is there. */
        record BehindRelay(SpfRequest atRelay) implements Check {}

        /** Under way, or done. */
        record Started(CompletableFuture<SpfDecision> decision, Progress transaction) implements Check {}
    }

    /** How far a transaction is. Used by one session, whose commands come one after the other. */
    private static final class Progress {
        private boolean optedOut;
        private boolean judged;
        private boolean refused;

        boolean onlyOptedOut() {
            return optedOut && !judged;
        }

        boolean firstRefusal() {
            boolean first = !refused;
            refused = true;
            return first;
        }
    }

    /** What {@link #init} read. */
    private record Setup(SpfDesk desk, CheckAt checkAt, Set<String> optOutRecipients, Set<String> optOutDomains) {
        boolean mayRefuse() {
            return desk.settings().mode() == Mode.ENFORCE
                    && desk.settings().policy().canRefuse();
        }

        boolean optsOut(MailAddress recipient) {
            return optOutRecipients.contains(Ascii.toLowerCase(recipient.asString()))
                    || optOutDomains.contains(
                            Ascii.toLowerCase(recipient.getDomain().asString()));
        }
    }

    private final PosternServices services;
    private final HandlerChain chain;
    private @Nullable Setup setup;

    @Inject
    public SpfHook(PosternServices services, HandlerChain chain) {
        this.services = services;
        this.chain = chain;
    }

    @Override
    public void init(Configuration configuration) throws ConfigurationException {
        Parameters parameters = Parameters.ofHandler(SpfHook.class, configuration, PARAMETERS);
        chain.check();
        Set<String> domains = parameters.list(SpfHookParameter.OPT_OUT_DOMAINS, DomainName.class).stream()
                .map(DomainName::value)
                .collect(Collectors.toUnmodifiableSet());
        setup = new Setup(
                new SpfDesk(SpfSettings.of(parameters, services), services),
                parameters.get(SpfHookParameter.CHECK_AT, CheckAt.class),
                Set.copyOf(parameters.list(SpfHookParameter.OPT_OUT_RECIPIENTS, String.class)),
                domains);
        boolean optOut = !setup.optOutRecipients.isEmpty() || !setup.optOutDomains.isEmpty();
        if (optOut && setup.checkAt == CheckAt.MAIL) {
            throw new BadConfiguration("smtpserver.xml, <handler class=\"" + SpfHook.class.getName()
                    + "\">, checkAt: value 'mail'; allowed with optOutRecipients or optOutDomains: rcpt");
        }
        LOGGER.info("SpfHook mode={} checkAt={}", setup.desk.settings().mode().keyword(), setup.checkAt.keyword());
    }

    private Setup setup() {
        return Objects.requireNonNull(setup, "init was not called");
    }

    @Override
    public HookResult doMail(SMTPSession session, MaybeSender sender) {
        try {
            return checkSender(session, sender);
        } catch (RuntimeException e) {
            LOGGER.error("session={}: SPF check failed", session.getSessionID(), e);
            return ownFailure();
        }
    }

    private HookResult checkSender(SMTPSession session, MaybeSender sender) {
        SessionFacts.of(session);
        Check check = begin(session, sender);
        session.setAttachment(CHECK, check, State.Transaction);
        return check instanceof Check.Started started && setup().checkAt == CheckAt.MAIL && setup().mayRefuse()
                ? refusalOf(session, started)
                : HookResult.DECLINED;
    }

    private Check begin(SMTPSession session, MaybeSender sender) {
        IpAddress client = SessionFacts.client(session);
        SpfDesk desk = setup().desk;
        SpfSettings settings = desk.settings();
        if (settings.mode() == Mode.OFF) {
            return new Check.Skipped("off");
        }
        if (SessionFacts.isAuthenticated(session)) {
            return new Check.Skipped("authenticated");
        }
        if (settings.trusts(client)) {
            return new Check.Skipped("trusted-network");
        }
        SpfRequest request = desk.request(client, SessionFacts.helo(session), ReversePath.of(sender.asString("")));
        return settings.trustedRelays().contains(client)
                ? new Check.BehindRelay(request)
                : new Check.Started(desk.start(request), new Progress());
    }

    @Override
    public HookResult doRcpt(SMTPSession session, MaybeSender sender, MailAddress recipient) {
        try {
            return checkRecipient(session, recipient);
        } catch (RuntimeException e) {
            LOGGER.error("session={}: SPF check failed", session.getSessionID(), e);
            return ownFailure();
        }
    }

    private HookResult checkRecipient(SMTPSession session, MailAddress recipient) {
        if (setup().checkAt == CheckAt.MAIL
                || !(session.getAttachment(CHECK, State.Transaction).orElse(null) instanceof Check.Started started)) {
            return HookResult.DECLINED;
        }
        if (setup().optsOut(recipient)) {
            started.transaction.optedOut = true;
            return HookResult.DECLINED;
        }
        started.transaction.judged = true;
        return setup().mayRefuse() ? refusalOf(session, started) : HookResult.DECLINED;
    }

    @Override
    public HookResult onMessage(SMTPSession session, Mail mail) {
        try {
            return finish(session, mail);
        } catch (MessagingException | RuntimeException e) {
            LOGGER.error("mail={}: SPF result cannot be written", mail.getName(), e);
            return ownFailure();
        }
    }

    /** A defect of ours refuses for now where checks are enforced, and nothing where they only observe. */
    private HookResult ownFailure() {
        services.counters().count("spf.failure");
        return setup().desk.settings().mode() == Mode.ENFORCE ? Failures.DEFERRED : HookResult.DECLINED;
    }

    private HookResult finish(SMTPSession session, Mail mail) throws MessagingException {
        SpfDesk desk = setup().desk;
        Check check =
                session.getAttachment(CHECK, State.Transaction).orElseGet(() -> new Check.Skipped("no-mail-command"));
        if (check instanceof Check.Skipped skipped) {
            desk.reportSkipped(skipped.reason, mail.getName());
            return HookResult.DECLINED;
        }
        if (check instanceof Check.BehindRelay behind) {
            return behindRelay(behind, mail);
        }
        if (check instanceof Check.Started started) {
            SpfDecision decision = started.decision.join();
            // who could be refused has been by now; whoever opted out does not want to be
            boolean settled = desk.settings().mode() == Mode.ENFORCE || started.transaction.onlyOptedOut();
            SpfDecision shown = settled ? decision.withoutRefusal() : decision;
            desk.report(shown, "mail", mail.getName());
            desk.write(mail, shown);
            return HookResult.DECLINED;
        }
        throw new AssertionError(check);
    }

    /** Only the message says who the client was, so it is refused at the end of DATA if at all. */
    private HookResult behindRelay(Check.BehindRelay behind, Mail mail) throws MessagingException {
        SpfDesk desk = setup().desk;
        Optional<CompletableFuture<SpfDecision>> started = desk.startBehindRelay(behind.atRelay, mail);
        if (started.isEmpty()) {
            desk.reportSkipped("from-relay", mail.getName());
            return HookResult.DECLINED;
        }
        SpfDecision decision = started.get().join();
        desk.report(decision, "mail", mail.getName());
        if (setup().mayRefuse() && decision.action().refuses()) {
            return Replies.hookResult(decision.action());
        }
        desk.write(mail, decision);
        return HookResult.DECLINED;
    }

    private HookResult refusalOf(SMTPSession session, Check.Started started) {
        SpfDecision decision = started.decision.join();
        if (decision.action().refuses() && started.transaction.firstRefusal()) {
            setup().desk.report(decision, "session", session.getSessionID());
        }
        return Replies.hookResult(decision.action());
    }
}
