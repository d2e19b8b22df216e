// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.james.BadConfiguration;
import io.postern.james.LogLine;
import io.postern.james.Parameter;
import io.postern.james.Parameters;
import io.postern.james.PosternServices;
import io.postern.james.Replies;
import io.postern.james.TlsAttributes;
import io.postern.policy.Action;
import io.postern.policy.Correspondent;
import io.postern.policy.Correspondent.Role;
import io.postern.policy.EnhancedStatusCode;
import io.postern.policy.SmtpReply;
import io.postern.value.IpNetwork;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.inject.Inject;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.api.DomainListException;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HeloHook;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.MailHook;
import org.apache.james.protocols.smtp.hook.MailParametersHook;
import org.apache.james.protocols.smtp.hook.RcptHook;
import org.apache.james.smtpserver.JamesMessageHook;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's half of REQUIRETLS (RFC 8689): offers it within TLS, takes the obligation on, and lets no recipient in
 * whose mail would leave this server, as nothing here can pass the obligation on. What is accepted is owed: there is no
 * mode. The documentation is docs/requiretls.md.
 */
public final class RequireTlsHook implements HeloHook, MailParametersHook, MailHook, RcptHook, JamesMessageHook {
    /** What this class may be told. */
    public static final List<Parameter> PARAMETERS = List.of(RequireTlsParameter.values());

    private static final Logger LOGGER = LoggerFactory.getLogger(RequireTlsHook.class);

    private static final String KEYWORD = "REQUIRETLS";
    private static final String[] KEYWORDS = {KEYWORD};

    private static final AttachmentKey<Boolean> OFFERED = AttachmentKey.of("postern.requireTlsOffered", Boolean.class);
    private static final AttachmentKey<Origin> OBLIGATION = AttachmentKey.of("postern.requireTls", Origin.class);

    // RFC 3463 §3.6: X.5.4, invalid command arguments. RFC 8689 §3: it has no value, and stands once
    private static final HookResult WITH_VALUE = refusal(501, 5, 4, "MAIL parameter REQUIRETLS takes no value");
    private static final HookResult TWICE = refusal(501, 5, 4, "MAIL parameter REQUIRETLS given more than once");
    // RFC 5321 §4.1.1.11: 555, parameters not recognized or not implemented
    private static final HookResult NOT_OFFERED = refusal(555, 5, 4, "MAIL parameter REQUIRETLS was not offered");
    // RFC 5248 §2.4: X.7.10, encryption needed
    private static final HookResult IN_CLEAR = refusal(530, 7, 10, "REQUIRETLS needs STARTTLS first");
    // RFC 8689 §4.2.1: X.7.30, REQUIRETLS support required
    private static final HookResult WOULD_LEAVE =
            refusal(550, 7, 30, "REQUIRETLS support required, mail for this recipient leaves this server");
    // RFC 5321 §4.5.3.1.10: 452, the client sends the rest of its recipients in a transaction of their own
    private static final HookResult IN_ANOTHER_TRANSACTION = Replies.hookResult(new Action.Defer(new SmtpReply(
            452, new EnhancedStatusCode(4, 5, 3), "Recipients with and without REQUIRETLS, send this one separately")));

    /** Who asked for it. */
    private enum Origin {
        CLIENT,
        SENDER,
        RECIPIENT;

        String keyword() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final PosternServices services;
    private final HandlerChain chain;
    private final DomainList domains;
    private List<IpNetwork> hosts = List.of();
    private List<Correspondent> requireFor = List.of();

    @Inject
    public RequireTlsHook(PosternServices services, HandlerChain chain, DomainList domains) {
        this.services = services;
        this.chain = chain;
        this.domains = domains;
    }

    @Override
    public void init(Configuration configuration) throws ConfigurationException {
        Parameters parameters = Parameters.ofHandler(RequireTlsHook.class, configuration, PARAMETERS);
        chain.check();
        if (!parameters.get(RequireTlsParameter.LOCAL_ONLY, Boolean.class)) {
            // accepting REQUIRETLS is a promise that James's own remote delivery does not keep
            throw new BadConfiguration("smtpserver.xml, <handler class=\"" + RequireTlsHook.class.getName()
                    + "\">, localOnly: value 'false'; allowed: true");
        }
        hosts = parameters.list(RequireTlsParameter.ADVERTISE_HOSTS, IpNetwork.class);
        requireFor = parameters.list(RequireTlsParameter.REQUIRE_FOR, Correspondent.class);
        LOGGER.info("RequireTlsHook hosts={} requireFor={}", hosts, requireFor.size());
    }

    @Override
    public HookResult doHelo(SMTPSession session, String helo) {
        session.removeAttachment(OFFERED, State.Connection);
        return HookResult.DECLINED;
    }

    // RFC 8689 §2: the keyword is offered within TLS only
    @Override
    public Set<String> implementedEsmtpFeatures(SMTPSession session) {
        if (!session.isTLSStarted() || !SessionFacts.isClientIn(hosts, session)) {
            return Set.of();
        }
        session.setAttachment(OFFERED, true, State.Connection);
        return Set.of(KEYWORD);
    }

    @Override
    public String[] getMailParamNames() {
        return KEYWORDS.clone();
    }

    @Override
    public HookResult doMailParameter(SMTPSession session, String name, String value) {
        if (!session.isTLSStarted()) {
            return refused(IN_CLEAR, "in_clear");
        }
        if (session.getAttachment(OFFERED, State.Connection).isEmpty()) {
            return refused(NOT_OFFERED, "not_offered");
        }
        if (!value.isEmpty()) {
            return refused(WITH_VALUE, "syntax");
        }
        if (session.setAttachment(OBLIGATION, Origin.CLIENT, State.Transaction).isPresent()) {
            return refused(TWICE, "syntax");
        }
        return HookResult.DECLINED;
    }

    @Override
    public HookResult doMail(SMTPSession session, MaybeSender sender) {
        if (session.getAttachment(OBLIGATION, State.Transaction).isEmpty()
                && isListed(Role.SENDER, sender.asString(""))) {
            session.setAttachment(OBLIGATION, Origin.SENDER, State.Transaction);
        }
        return HookResult.DECLINED;
    }

    private boolean isListed(Role role, String address) {
        return requireFor.stream().anyMatch(correspondent -> correspondent.is(role, address));
    }

    @Override
    public HookResult doRcpt(SMTPSession session, MaybeSender sender, MailAddress recipient) {
        try {
            return judgedRecipient(session, recipient);
        } catch (DomainListException | RuntimeException e) {
            LOGGER.error(
                    "session={}: whether {} is local is not known",
                    session.getSessionID(),
                    LogLine.printable(recipient.asString()),
                    e);
            return Failures.DEFERRED;
        }
    }

    private HookResult judgedRecipient(SMTPSession session, MailAddress recipient) throws DomainListException {
        boolean wholeMail = session.getAttachment(OBLIGATION, State.Transaction).isPresent();
        if (!wholeMail && requireFor.isEmpty()) {
            return HookResult.DECLINED;
        }
        boolean itself = isListed(Role.RECIPIENT, recipient.asString());
        boolean stays = domains.containsDomain(recipient.getDomain());
        if (!stays && (wholeMail || itself)) {
            return refused(WOULD_LEAVE, "would_leave");
        }
        for (MailAddress other : accepted(session)) {
            boolean owed = itself || isListed(Role.RECIPIENT, other.asString());
            if (owed && stays != domains.containsDomain(other.getDomain())) {
                return refused(IN_ANOTHER_TRANSACTION, "another_transaction");
            }
        }
        return HookResult.DECLINED;
    }

    private static List<MailAddress> accepted(SMTPSession session) {
        return session.getAttachment(SMTPSession.RCPT_LIST, State.Transaction).orElse(List.of());
    }

    private HookResult refused(HookResult refusal, String why) {
        services.counters().count("requiretls.refused." + why);
        return refusal;
    }

    @Override
    public HookResult onMessage(SMTPSession session, Mail mail) {
        Optional<Origin> origin = session.getAttachment(OBLIGATION, State.Transaction)
                .or(() -> mail.getRecipients().stream()
                        .filter(recipient -> isListed(Role.RECIPIENT, recipient.asString()))
                        .findFirst()
                        .map(recipient -> Origin.RECIPIENT));
        boolean waived = SessionFacts.isTlsWaived(session);
        origin.ifPresent(any -> TlsAttributes.require(mail));
        if (waived) {
            TlsAttributes.waive(mail);
        }
        if (waived || origin.isPresent()) {
            report(session, mail, origin, waived);
        }
        return HookResult.DECLINED;
    }

    private void report(SMTPSession session, Mail mail, Optional<Origin> origin, boolean waived) {
        String who = origin.map(Origin::keyword).orElse("no");
        services.counters().count(origin.isPresent() ? "requiretls.required." + who : "requiretls.waived");
        LogLine line = new LogLine().add("mail", mail.getName()).add("requiretls", who);
        if (waived) {
            line.add("tls_required", origin.isPresent() ? "ignored" : "no");
        }
        if (origin.isPresent()) {
            // Exim 4.92's mark, a capital S, in the log only: RFC 3848 has no such word for the Received field
            line.add("exim", "esmtpS" + (SessionFacts.isAuthenticated(session) ? "a" : ""));
        }
        LOGGER.info("{}", line.add("session", session.getSessionID()));
    }

    private static HookResult refusal(int code, int subject, int detail, String text) {
        return Replies.hookResult(
                new Action.Reject(new SmtpReply(code, new EnhancedStatusCode(5, subject, detail), text)));
    }
}
