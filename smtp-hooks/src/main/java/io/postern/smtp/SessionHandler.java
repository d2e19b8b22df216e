// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.james.Attributes;
import io.postern.james.LogLine;
import io.postern.james.MessageSeam;
import io.postern.james.Parameter;
import io.postern.james.Parameters;
import io.postern.james.PosternServices;
import io.postern.james.SpfDesk;
import io.postern.james.TlsAttributes;
import io.postern.message.HeaderEnd;
import io.postern.message.MessageHead;
import io.postern.message.TlsRequired;
import io.postern.smtp.SessionParameter.GateUse;
import io.postern.smtp.gate.GateInstaller;
import io.postern.smtp.gate.GatedConnection;
import io.postern.smtp.gate.LineEnds;
import io.postern.smtp.gate.LookAhead;
import io.postern.smtp.gate.LookAheads;
import io.postern.value.Ascii;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.ConnectHandler;
import org.apache.james.protocols.api.handler.ExtensibleHandler;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HeloHook;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.smtpserver.JamesMessageHook;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands first in the chain: puts the gate before James, notes what is known of a session from its beginning, and takes
 * forged Authentication-Results fields out of every message, whoever sent it and in whatever mode the checks are (RFC
 * 8601 §5). From here on the message keeps its octets. The documentation is docs/session.md.
 */
public final class SessionHandler
        implements ConnectHandler<SMTPSession>, ExtensibleHandler, HeloHook, JamesMessageHook {
    /** What this class may be told. */
    public static final List<Parameter> PARAMETERS = List.of(SessionParameter.values());

    private static final Logger LOGGER = LoggerFactory.getLogger(SessionHandler.class);

    // RFC 5321 §4.5.3.1.2: a domain name or number has 255 octets at most
    private static final int MAX_HELO_LENGTH = 255;

    private final PosternServices services;
    private final HandlerChain chain;
    private final GateInstaller gate;
    private LookAheads lookAheads = LookAheads.NONE;
    private boolean gated;

    @Inject
    public SessionHandler(PosternServices services, HandlerChain chain, GateInstaller gate) {
        this.services = services;
        this.chain = chain;
        this.gate = gate;
    }

    @Override
    public void init(Configuration configuration) throws ConfigurationException {
        Parameters parameters = Parameters.ofHandler(SessionHandler.class, configuration, PARAMETERS);
        chain.check();
        Optional<String> missing = parameters.get(SessionParameter.GATE, GateUse.class) == GateUse.OFF
                ? Optional.of("switched off in smtpserver.xml")
                : gate.install(parameters.get(SessionParameter.SMUGGLING, LineEnds.class));
        gated = missing.isEmpty();
        missing.ifPresent(why -> LOGGER.warn("no gate: {}; without it {}", why, GateInstaller.OFF_WITHOUT));
    }

    @Override
    public List<Class<?>> getMarkerInterfaces() {
        return List.of(LookAhead.class);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void wireExtensions(Class interfaceName, List extensions) {
        List<LookAhead> handlers = new ArrayList<>();
        for (Object handler : extensions) {
            handlers.add((LookAhead) handler);
        }
        lookAheads = new LookAheads(handlers);
    }

    @Override
    public Response onConnect(SMTPSession session) {
        new SessionFacts(services.clock().instant()).attach(session);
        lookAheads.attach(session);
        return NoAnswer.NO_ANSWER;
    }

    /**
     * Keeps what James will write into its Received field from ending that field or beginning another: in the name that
     * the client gave, whatever is not printable ASCII becomes {@code ?}, and a name longer than a domain may be is
     * cut.
     */
    @Override
    public HookResult doHelo(SMTPSession session, String helo) {
        String name = SessionFacts.helo(session).text();
        session.setAttachment(SMTPSession.CURRENT_HELO_NAME, Ascii.printable(name, MAX_HELO_LENGTH), State.Connection);
        if (gated && GatedConnection.of(session).isEmpty()) {
            LOGGER.error(
                    "session={}: the gate is not in place; without it {}",
                    session.getSessionID(),
                    GateInstaller.OFF_WITHOUT);
        }
        return HookResult.DECLINED;
    }

    @Override
    public HookResult onMessage(SMTPSession session, Mail mail) {
        try {
            MessageHead head = MessageSeam.read(mail).head();
            if (head.end() == HeaderEnd.LIMIT) {
                LOGGER.info("mail={}: header section above {} octets refused", mail.getName(), MessageHead.MAX_OCTETS);
                return Failures.HEADER_TOO_LARGE;
            }
            if (head.fields().stream().anyMatch(services.authservId()::isClaimedBy)) {
                services.counters().count("authres.forged");
                head = MessageSeam.edit(mail, message -> SpfDesk.withoutForged(message, services.authservId()));
            }
            Optional<TlsConnection> tls = TlsConnection.of(session);
            if (tls.isPresent()) {
                note(session, mail, tls.get());
                head = MessageSeam.edit(mail, message -> ReceivedTls.tell(message, tls.get()));
            }
            GatedConnection.of(session)
                    .ifPresent(connection ->
                            Attributes.SESSION_EARLY_OCTETS.set(mail, Boolean.toString(connection.hadEarlyOctets())));
            SessionFacts.noteTlsWaived(session, TlsRequired.isNo(head));
            MessageSeam.keep(mail, head, services.counters());
            return HookResult.DECLINED;
        } catch (MessagingException | RuntimeException e) {
            // a forged field let in would be believed later on
            LOGGER.error("mail={}: header cannot be read, message deferred", mail.getName(), e);
            return Failures.DEFERRED;
        }
    }

    private static void note(SMTPSession session, Mail mail, TlsConnection tls) {
        TlsAttributes.setVersion(mail, tls.version());
        TlsAttributes.setCipher(mail, tls.cipher());
        LOGGER.info(
                "{}",
                new LogLine()
                        .add("mail", mail.getName())
                        .add("protocol", ReceivedTls.protocol(SessionFacts.protocol(session)))
                        .add("tls", tls.version())
                        .add("cipher", tls.cipher())
                        .add("session", session.getSessionID()));
    }
}
