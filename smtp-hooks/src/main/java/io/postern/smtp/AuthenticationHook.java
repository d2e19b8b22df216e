// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.authenticate.AuthenticationFindings;
import io.postern.authenticate.MessageAuthentication;
import io.postern.authenticate.PendingSpf;
import io.postern.dmarc.ListFields;
import io.postern.envelope.ReversePath;
import io.postern.james.AuthenticationDecision;
import io.postern.james.AuthenticationDesk;
import io.postern.james.AuthenticationFacts;
import io.postern.james.AuthenticationParameter;
import io.postern.james.AuthenticationSettings;
import io.postern.james.MessageSeam;
import io.postern.james.Parameter;
import io.postern.james.Parameters;
import io.postern.james.PosternServices;
import io.postern.james.Processors;
import io.postern.james.Replies;
import io.postern.james.SpfDecision;
import io.postern.james.SpfDesk;
import io.postern.james.SpfParameter;
import io.postern.james.SpfSettings;
import io.postern.james.SpfSettings.Beside;
import io.postern.message.HeaderEnd;
import io.postern.message.MessageHead;
import io.postern.policy.Mode;
import io.postern.smtp.SpfHook.Shared;
import io.postern.smtp.gate.BodyReader;
import io.postern.smtp.gate.GatedConnection;
import io.postern.smtp.gate.LookAhead;
import io.postern.spf.SpfFindings;
import io.postern.spf.SpfRequest;
import io.postern.value.IpAddress;
import io.postern.value.IpNetwork;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.handler.ExtensibleHandler;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.smtpserver.JamesMessageHook;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DKIM and DMARC at SMTP time. Keys and policy records are asked for when the header section has come, the body is
 * hashed as it comes, and the last line waits in the gate for what is still missing: no thread of James does. What
 * {@link SpfHook} has found out is used; without one in the chain SPF is checked here. The documentation is
 * docs/dmarc.md.
 */
public final class AuthenticationHook implements LookAhead, ExtensibleHandler, JamesMessageHook {
    /** What this class may be told. */
    public static final List<Parameter> PARAMETERS = Stream.<Parameter>concat(
                    Stream.of(AuthenticationHookParameter.values()), Stream.of(AuthenticationParameter.values()))
            .toList();

    private static final Logger LOGGER = LoggerFactory.getLogger(AuthenticationHook.class);
    private static final AttachmentKey<Begun> BEGUN = AttachmentKey.of("postern.authentication", Begun.class);
    private static final AttachmentKey<Ended> ENDED = AttachmentKey.of("postern.authentication.end", Ended.class);
    /** Of a message whose header section is larger than the gate keeps: nothing of it can be relied on. */
    private static final MessageHead UNREAD = new MessageHead(List.of(), HeaderEnd.LIMIT, 0);

    /** SPF of a transaction, as far as it concerns a message. */
    private record Spf(SpfRequest request, CompletableFuture<SpfDecision> decision, Origin origin) {
        enum Origin {
            SPF_HOOK,
            THIS_HOOK
        }

        PendingSpf pending() {
            return new PendingSpf(request, decision.thenApply(SpfDecision::findings));
        }
    }

    /** A message under way. */
    private sealed interface Begun {
        /** Not looked at, for a reason that is a word. */
        record Skipped(String reason) implements Begun {}

        /** Its body is being read. */
        record Reading(HashedBody body, Spf spf, Optional<String> listField) implements Begun {}

        /** A defect of ours. */
        record Broken() implements Begun {}
    }

    /** The body on its way into the hashes. */
    private static final class HashedBody implements BodyReader {
        private final MessageAuthentication work;
        private boolean broken;

        HashedBody(MessageAuthentication work) {
            this.work = work;
        }

        @Override
        public boolean wantsMore() {
            return work.wantsBody();
        }

        @Override
        public void read(byte[] octets) {
            broken = true;
            work.body(octets, 0, octets.length);
            broken = false;
        }

        CompletableFuture<AuthenticationFindings> finish() {
            // half of a body hashed is no reason to call a signature bad
            return broken
                    ? CompletableFuture.failedFuture(new IllegalStateException("the body could not be hashed"))
                    : work.finish().toCompletableFuture();
        }
    }

    /** A message whose last line has come. */
    private record Ended(Begun.Reading reading, CompletableFuture<AuthenticationFindings> findings) {
        boolean isReady() {
            return findings.isDone() && reading.spf.decision.isDone();
        }
    }

    /** What {@link #init} read. */
    private record Setup(AuthenticationDesk desk, List<IpNetwork> trustedNetworks, SpfDesk ownSpf) {
        Mode mode() {
            return desk.settings().mode();
        }
    }

    private final PosternServices services;
    private final HandlerChain chain;
    private final Processors processors;
    private @Nullable Setup setup;
    private Optional<SpfHook> spfHook = Optional.empty();

    @Inject
    public AuthenticationHook(PosternServices services, HandlerChain chain, Processors processors) {
        this.services = services;
        this.chain = chain;
        this.processors = processors;
    }

    @Override
    public void init(Configuration configuration) throws ConfigurationException {
        Parameters parameters = Parameters.ofHandler(AuthenticationHook.class, configuration, PARAMETERS);
        chain.check();
        Mode mode = parameters.get(AuthenticationHookParameter.MODE, Mode.class);
        AuthenticationSettings settings = AuthenticationSettings.of(mode, parameters, services);
        processors.check(parameters, AuthenticationParameter.QUARANTINE_PROCESSOR);
        Parameters spf = Parameters.read("SPF beside DMARC", Map.of(), List.of(SpfParameter.values()));
        setup = new Setup(
                new AuthenticationDesk(settings, services),
                parameters.list(AuthenticationHookParameter.TRUSTED_NETWORKS, IpNetwork.class),
                new SpfDesk(SpfSettings.of(spf, services, Beside.DMARC), services));
        LOGGER.info("AuthenticationHook mode={}", mode.keyword());
    }

    private Setup setup() {
        return Objects.requireNonNull(setup, "init was not called");
    }

    @Override
    public List<Class<?>> getMarkerInterfaces() {
        return List.of(SpfHook.class);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void wireExtensions(Class interfaceName, List extensions) {
        spfHook = extensions.isEmpty() ? Optional.empty() : Optional.of((SpfHook) extensions.get(0));
    }

    /** Whether mail of this session gets its Authentication-Results from here. */
    boolean judges(SMTPSession session) {
        return skipReason(session).isEmpty();
    }

    private Optional<String> skipReason(SMTPSession session) {
        if (setup().mode() == Mode.OFF) {
            return Optional.of("off");
        }
        if (SessionFacts.isAuthenticated(session)) {
            return Optional.of("authenticated");
        }
        return SessionFacts.isClientIn(setup().trustedNetworks, session)
                ? Optional.of("trusted-network")
                : Optional.empty();
    }

    @Override
    public boolean wantsHead(SMTPSession session) {
        return judges(session);
    }

    @Override
    public BodyReader onHead(SMTPSession session, MessageHead head) {
        if (!judges(session)) {
            return BodyReader.NONE;
        }
        Begun begun = begunOrBroken(session, head);
        session.setAttachment(BEGUN, begun, State.Transaction);
        return begun instanceof Begun.Reading reading ? reading.body : BodyReader.NONE;
    }

    private Begun begunOrBroken(SMTPSession session, MessageHead head) {
        try {
            return begin(session, head);
        } catch (RuntimeException e) {
            LOGGER.error("session={}: the message's checks cannot be begun", session.getSessionID(), e);
            return new Begun.Broken();
        }
    }

    private Begun begin(SMTPSession session, MessageHead head) {
        Shared shared = shared(session);
        if (shared instanceof Shared.Skipped skipped) {
            return new Begun.Skipped(skipped.reason());
        }
        Spf spf = spf(session, shared);
        MessageAuthentication work = setup().desk.begin(head, Optional.of(spf.pending()));
        return new Begun.Reading(new HashedBody(work), spf, ListFields.trace(head));
    }

    private Shared shared(SMTPSession session) {
        return spfHook.map(hook -> hook.shared(session)).orElse(new Shared.Nothing());
    }

    private Spf spf(SMTPSession session, Shared shared) {
        if (shared instanceof Shared.Check check) {
            return new Spf(check.request(), check.decision(), Spf.Origin.SPF_HOOK);
        }
        String sender = session.getAttachment(SMTPSession.SENDER, State.Transaction)
                .map(path -> path.asString(""))
                .orElse("");
        SpfDesk own = setup().ownSpf;
        SpfRequest request =
                own.request(SessionFacts.client(session), SessionFacts.helo(session), ReversePath.of(sender));
        return new Spf(request, own.start(request), Spf.Origin.THIS_HOOK);
    }

    private static Optional<Begun> begun(SMTPSession session) {
        return session.getAttachment(BEGUN, State.Transaction);
    }

    @Override
    public CompletionStage<?> beforeEndOfData(SMTPSession session) {
        if (!judges(session)) {
            return NOTHING;
        }
        if (begun(session).isEmpty()) {
            onHead(session, UNREAD);
        }
        if (!(begun(session).orElse(null) instanceof Begun.Reading reading)) {
            return NOTHING;
        }
        Ended ended = new Ended(reading, reading.body.finish());
        session.setAttachment(ENDED, ended, State.Transaction);
        return CompletableFuture.allOf(ended.findings, reading.spf.decision);
    }

    @Override
    public HookResult onMessage(SMTPSession session, Mail mail) {
        try {
            return finish(session, mail);
        } catch (MessagingException | RuntimeException e) {
            LOGGER.error("mail={}: DMARC result cannot be written", mail.getName(), e);
            services.counters().count("dmarc.failure");
            return setup().mode() == Mode.ENFORCE ? Failures.DEFERRED : HookResult.DECLINED;
        }
    }

    private HookResult finish(SMTPSession session, Mail mail) throws MessagingException {
        Optional<String> skipped = skipReason(session);
        if (skipped.isPresent()) {
            setup().desk.report().skipped(skipped.get(), mail.getName());
            return HookResult.DECLINED;
        }
        if (begun(session).orElse(null) instanceof Begun.Skipped begun) {
            setup().desk.report().skipped(begun.reason, mail.getName());
            return HookResult.DECLINED;
        }
        Optional<Ended> ended = session.getAttachment(ENDED, State.Transaction);
        if (ended.isPresent() && ended.get().isReady()) {
            Begun.Reading reading = ended.get().reading;
            return conclude(mail, ended.get().findings.join(), reading.spf, reading.listField);
        }
        if (GatedConnection.of(session).isPresent()) {
            // a client must not gain a thread of James by whatever has gone wrong here
            throw new IllegalStateException("no result at the time it is needed");
        }
        return withoutGate(session, mail);
    }

    /** Where there is no gate, this thread of James waits. */
    private HookResult withoutGate(SMTPSession session, Mail mail) throws MessagingException {
        Shared shared = shared(session);
        if (shared instanceof Shared.Skipped skipped) {
            setup().desk.report().skipped(skipped.reason(), mail.getName());
            return HookResult.DECLINED;
        }
        Spf spf = spf(session, shared);
        Optional<String> listField = ListFields.trace(MessageSeam.read(mail).head());
        AuthenticationFindings findings =
                setup().desk.check(mail, Optional.of(spf.pending())).join();
        return conclude(mail, findings, spf, listField);
    }

    private HookResult conclude(Mail mail, AuthenticationFindings findings, Spf spf, Optional<String> listField)
            throws MessagingException {
        AuthenticationDesk desk = setup().desk;
        IpAddress client =
                findings.spf().map(SpfFindings::request).orElse(spf.request).clientIp();
        AuthenticationDecision decision = desk.decide(
                findings, new AuthenticationFacts(client, spf.request.mailFrom(), mail.getRecipients(), listField));
        desk.report().decided(decision, mail.getName());
        desk.remember(mail, decision);
        if (setup().mode() == Mode.ENFORCE && decision.dmarc().action().refuses()) {
            return Replies.hookResult(decision.dmarc().action());
        }
        if (spf.origin == Spf.Origin.THIS_HOOK) {
            setup().ownSpf.writeWithoutResults(mail, spf.decision.join());
        }
        desk.write(mail, decision);
        return HookResult.DECLINED;
    }
}
