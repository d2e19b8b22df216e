// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.james.MessageSeam;
import io.postern.james.Parameters;
import io.postern.james.PosternServices;
import io.postern.james.SpfDesk;
import io.postern.message.HeaderEnd;
import io.postern.message.MessageHead;
import io.postern.value.Ascii;
import java.util.List;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.ConnectHandler;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HeloHook;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.smtpserver.JamesMessageHook;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands first in the chain: notes what is known of a session from its beginning, and takes forged
 * Authentication-Results fields out of every message, whoever sent it and in whatever mode the checks are (RFC 8601
 * §5). From here on the message keeps its octets.
 */
public final class SessionHandler implements ConnectHandler<SMTPSession>, HeloHook, JamesMessageHook {
    private static final Logger LOGGER = LoggerFactory.getLogger(SessionHandler.class);

    // RFC 5321 §4.5.3.1.2: a domain name or number has 255 octets at most
    private static final int MAX_HELO_LENGTH = 255;

    private final PosternServices services;
    private final HandlerChain chain;

    @Inject
    public SessionHandler(PosternServices services, HandlerChain chain) {
        this.services = services;
        this.chain = chain;
    }

    @Override
    public void init(Configuration configuration) throws ConfigurationException {
        Parameters.ofHandler(SessionHandler.class, configuration, List.of());
        chain.check();
    }

    @Override
    public Response onConnect(SMTPSession session) {
        new SessionFacts(services.clock().instant()).attach(session);
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
                MessageSeam.edit(mail, message -> SpfDesk.withoutForged(message, services.authservId()));
                head = MessageSeam.read(mail).head();
            }
            MessageSeam.keep(mail, head, services.counters());
            return HookResult.DECLINED;
        } catch (MessagingException | RuntimeException e) {
            // a forged field let in would be believed later on
            LOGGER.error("mail={}: header cannot be read, message deferred", mail.getName(), e);
            return Failures.DEFERRED;
        }
    }
}
