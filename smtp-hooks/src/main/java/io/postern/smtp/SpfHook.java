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
import io.postern.james.SpfSettings.Beside;
import io.postern.message.MessageHead;
import io.postern.policy.Mode;
import io.postern.smtp.SpfHookParameter.CheckAt;
import io.postern.smtp.gate.BodyReader;
import io.postern.smtp.gate.GatedConnection;
import io.postern.smtp.gate.LookAhead;
import io.postern.spf.SpfRequest;
import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.IpAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
import org.apache.james.protocols.api.handler.ExtensibleHandler;
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
 * answer could be a refusal, and else at the end of DATA, where the result goes into header, attributes, counters and
 * log. It waits in the gate: no thread of James does. The documentation is docs/spf.md.
 */
public final class SpfHook implements LookAhead, ExtensibleHandler, MailHook, RcptHook, JamesMessageHook {
    /** What this class may be told. */
    public static final List<Parameter> PARAMETERS = Stream.<Parameter>concat(
                    Stream.of(SpfParameter.values()), Stream.of(SpfHookParameter.values()))
            .toList();

    private static final Logger LOGGER = LoggerFactory.getLogger(SpfHook.class);
    private static final AttachmentKey<Check> CHECK = AttachmentKey.of("postern.spf", Check.class);
    private static final AttachmentKey<Ahead> AHEAD = AttachmentKey.of("postern.spf.ahead", Ahead.class);
    private static final AttachmentKey<Relayed> RELAYED = AttachmentKey.of("postern.spf.relayed", Relayed.class);

    /** A check that was begun before James saw its MAIL command. */
    private record Ahead(ReversePath path, Check check) {}

    /** What the header section told of the client in front of a gateway; empty when there was none. */
    private record Relayed(Optional<CompletableFuture<SpfDecision>> decision) {}

    /** The check of one transaction. */
    private sealed interface Check {
        /** Not checked, for a reason that is a word. */
        record Skipped(String reason) implements Check {}

        /** From a gateway of ours: to be checked when the message is there. */
        record BehindRelay(SpfRequest atRelay) implements Check {}

        /** Under way, or done. */
        record Started(SpfRequest request, CompletableFuture<SpfDecision> decision, Progress transaction)
                implements Check {}
    }

    /** What there is of a transaction for who goes on with it. */
    sealed interface Shared {
        /** Under way, or done. */
        record Check(SpfRequest request, CompletableFuture<SpfDecision> decision) implements Shared {}

        /** Not checked because of who brought it; the reason is a word. */
        record Skipped(String reason) implements Shared {}

        /** SPF is not checked by this hook. */
        record Nothing() implements Shared {}
    }

    private static final String OFF = "off";
    private static final String FROM_RELAY = "from-relay";
    private static final Check NOT_BEGUN = new Check.Skipped("no-mail-command");

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
    private @Nullable Parameters parameters;
    private @Nullable Setup setup;
    private Optional<AuthenticationHook> authentication = Optional.empty();

    @Inject
    public SpfHook(PosternServices services, HandlerChain chain) {
        this.services = services;
        this.chain = chain;
    }

    @Override
    public void init(Configuration configuration) throws ConfigurationException {
        Parameters given = Parameters.ofHandler(SpfHook.class, configuration, PARAMETERS);
        parameters = given;
        chain.check();
        Setup alone = setup(given, Beside.NOTHING);
        setup = alone;
        boolean optOut = !alone.optOutRecipients.isEmpty() || !alone.optOutDomains.isEmpty();
        if (optOut && alone.checkAt == CheckAt.MAIL) {
            throw new BadConfiguration("smtpserver.xml, <handler class=\"" + SpfHook.class.getName()
                    + "\">, checkAt: value 'mail'; allowed with optOutRecipients or optOutDomains: rcpt");
        }
        LOGGER.info("SpfHook mode={} checkAt={}", alone.desk.settings().mode().keyword(), alone.checkAt.keyword());
    }

    private Setup setup(Parameters parameters, Beside beside) {
        Set<String> domains = parameters.list(SpfHookParameter.OPT_OUT_DOMAINS, DomainName.class).stream()
                .map(DomainName::value)
                .collect(Collectors.toUnmodifiableSet());
        return new Setup(
                new SpfDesk(SpfSettings.of(parameters, services, beside), services),
                parameters.get(SpfHookParameter.CHECK_AT, CheckAt.class),
                Set.copyOf(parameters.list(SpfHookParameter.OPT_OUT_RECIPIENTS, String.class)),
                domains);
    }

    @Override
    public List<Class<?>> getMarkerInterfaces() {
        return List.of(AuthenticationHook.class);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void wireExtensions(Class interfaceName, List extensions) {
        if (!extensions.isEmpty()) {
            authentication = Optional.of((AuthenticationHook) extensions.get(0));
            setup = setup(Objects.requireNonNull(parameters, "init was not called"), Beside.DMARC);
        }
    }

    private Setup setup() {
        return Objects.requireNonNull(setup, "init was not called");
    }

    @Override
    public CompletionStage<?> beforeMail(SMTPSession session, ReversePath path) {
        if (!SessionFacts.mayBeginTransaction(session)) {
            return NOTHING;
        }
        Ahead ahead = new Ahead(asJamesReads(path), begin(session, asJamesReads(path)));
        session.setAttachment(AHEAD, ahead, State.Connection);
        return setup().checkAt == CheckAt.MAIL && setup().mayRefuse() ? pending(ahead.check) : NOTHING;
    }

    /** James gives an address without a domain one. */
    private static ReversePath asJamesReads(ReversePath path) {
        return path.isNull() || path.text().contains("@") ? path : ReversePath.of(path.text() + "@localhost");
    }

    @Override
    public CompletionStage<?> beforeRcpt(SMTPSession session) {
        return setup().checkAt == CheckAt.RCPT && setup().mayRefuse() ? pending(check(session)) : NOTHING;
    }

    @Override
    public boolean wantsHead(SMTPSession session) {
        return check(session) instanceof Check.BehindRelay;
    }

    @Override
    public BodyReader onHead(SMTPSession session, MessageHead head) {
        if (check(session) instanceof Check.BehindRelay behind) {
            Relayed relayed = new Relayed(setup().desk.startBehindRelay(behind.atRelay, head));
            session.setAttachment(RELAYED, relayed, State.Transaction);
        }
        return BodyReader.NONE;
    }

    @Override
    public CompletionStage<?> beforeEndOfData(SMTPSession session) {
        return session.getAttachment(RELAYED, State.Transaction)
                .flatMap(Relayed::decision)
                .<CompletionStage<?>>map(decision -> decision)
                .orElseGet(() -> pending(check(session)));
    }

    /** The transaction's check; of mail from a trusted relay once the header section has been looked at. */
    Shared shared(SMTPSession session) {
        Check check = check(session);
        if (check instanceof Check.Started started) {
            return new Shared.Check(started.request, started.decision);
        }
        if (check instanceof Check.BehindRelay behind) {
            return session.getAttachment(RELAYED, State.Transaction)
                    .flatMap(Relayed::decision)
                    .<Shared>map(decision -> new Shared.Check(behind.atRelay, decision))
                    .orElse(new Shared.Skipped(FROM_RELAY));
        }
        String reason = ((Check.Skipped) check).reason;
        return check.equals(NOT_BEGUN) || reason.equals(OFF) ? new Shared.Nothing() : new Shared.Skipped(reason);
    }

    private static CompletionStage<?> pending(Check check) {
        return check instanceof Check.Started started ? started.decision : NOTHING;
    }

    private static Check check(SMTPSession session) {
        return session.getAttachment(CHECK, State.Transaction).orElse(NOT_BEGUN);
    }

    @Override
    public HookResult doMail(SMTPSession session, MaybeSender sender) {
        try {
            return checkSender(session, ReversePath.of(sender.asString("")));
        } catch (RuntimeException e) {
            LOGGER.error("session={}: SPF check failed", session.getSessionID(), e);
            return ownFailure();
        }
    }

    private HookResult checkSender(SMTPSession session, ReversePath path) {
        SessionFacts.of(session);
        Check check = session.removeAttachment(AHEAD, State.Connection)
                .filter(ahead -> ahead.path.isSameAs(path))
                .map(Ahead::check)
                .orElseGet(() -> begin(session, path));
        session.setAttachment(CHECK, check, State.Transaction);
        return check instanceof Check.Started started && setup().checkAt == CheckAt.MAIL && setup().mayRefuse()
                ? refusalOf(session, started)
                : HookResult.DECLINED;
    }

    private Check begin(SMTPSession session, ReversePath path) {
        IpAddress client = SessionFacts.client(session);
        SpfDesk desk = setup().desk;
        SpfSettings settings = desk.settings();
        if (settings.mode() == Mode.OFF) {
            return new Check.Skipped(OFF);
        }
        if (SessionFacts.isAuthenticated(session)) {
            return new Check.Skipped("authenticated");
        }
        if (settings.trusts(client)) {
            return new Check.Skipped("trusted-network");
        }
        SpfRequest request = desk.request(client, SessionFacts.helo(session), path);
        return settings.trustedRelays().contains(client)
                ? new Check.BehindRelay(request)
                : new Check.Started(request, desk.start(request), new Progress());
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
        if (setup().checkAt == CheckAt.MAIL || !(check(session) instanceof Check.Started started)) {
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
        Check check = check(session);
        if (check instanceof Check.Skipped skipped) {
            desk.reportSkipped(skipped.reason, mail.getName());
            return HookResult.DECLINED;
        }
        if (check instanceof Check.BehindRelay behind) {
            return behindRelay(session, behind, mail);
        }
        if (check instanceof Check.Started started) {
            SpfDecision decision = ready(session, started.decision);
            // who could be refused has been by now; whoever opted out does not want to be
            boolean settled = desk.settings().mode() == Mode.ENFORCE || started.transaction.onlyOptedOut();
            SpfDecision shown = settled ? decision.withoutRefusal() : decision;
            desk.report(shown, "mail", mail.getName());
            write(session, mail, shown);
            return HookResult.DECLINED;
        }
        throw new AssertionError(check);
    }

    /** Only the message says who the client was, so it is refused at the end of DATA if at all. */
    private HookResult behindRelay(SMTPSession session, Check.BehindRelay behind, Mail mail) throws MessagingException {
        SpfDesk desk = setup().desk;
        Optional<Relayed> relayed = session.getAttachment(RELAYED, State.Transaction);
        Optional<CompletableFuture<SpfDecision>> started =
                relayed.isPresent() ? relayed.get().decision : desk.startBehindRelay(behind.atRelay, mail);
        session.setAttachment(RELAYED, new Relayed(started), State.Transaction);
        if (started.isEmpty()) {
            desk.reportSkipped(FROM_RELAY, mail.getName());
            return HookResult.DECLINED;
        }
        SpfDecision decision = ready(session, started.get());
        desk.report(decision, "mail", mail.getName());
        if (setup().mayRefuse() && decision.action().refuses()) {
            return Replies.hookResult(decision.action());
        }
        write(session, mail, decision);
        return HookResult.DECLINED;
    }

    private void write(SMTPSession session, Mail mail, SpfDecision decision) throws MessagingException {
        if (authentication.filter(hook -> hook.judges(session)).isPresent()) {
            setup().desk.writeWithoutResults(mail, decision);
        } else {
            setup().desk.write(mail, decision);
        }
    }

    private HookResult refusalOf(SMTPSession session, Check.Started started) {
        SpfDecision decision = ready(session, started.decision);
        if (decision.action().refuses() && started.transaction.firstRefusal()) {
            setup().desk.report(decision, "session", session.getSessionID());
        }
        return Replies.hookResult(decision.action());
    }

    /** The decision, which the gate has waited for. Where there is no gate, this thread of James waits. */
    private static SpfDecision ready(SMTPSession session, CompletableFuture<SpfDecision> decision) {
        if (!decision.isDone() && GatedConnection.of(session).isPresent()) {
            // the hook asks for something else than the gate saw coming; a client must not gain a thread by that
            throw new IllegalStateException("no result at the time it is needed");
        }
        return decision.join();
    }
}
