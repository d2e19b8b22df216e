// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.james.Attributes;
import io.postern.james.LogLine;
import io.postern.james.Parameter;
import io.postern.james.Parameters;
import io.postern.james.PosternServices;
import io.postern.policy.Mode;
import io.postern.smtp.gate.FastOpen;
import io.postern.smtp.gate.GatedConnection;
import io.postern.smtp.gate.Permission;
import io.postern.value.IpNetwork;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.inject.Inject;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.ConnectHandler;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HeloHook;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.smtpserver.JamesMessageHook;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets clients send before the banner (draft-harris-early-pipe-01): tells those that may, and hangs up on others who
 * do. Works with the gate only. The documentation is docs/early-pipelining.md.
 */
public final class PipeConnectHook implements ConnectHandler<SMTPSession>, HeloHook, JamesMessageHook {
    /** What this class may be told. */
    public static final List<Parameter> PARAMETERS = List.of(PipeConnectParameter.values());

    private static final Logger LOGGER = LoggerFactory.getLogger(PipeConnectHook.class);
    private static final AttachmentKey<Boolean> ADVERTISED =
            AttachmentKey.of("postern.pipeConnectAdvertised", Boolean.class);

    private final PosternServices services;
    private final HandlerChain chain;
    private @Nullable Mode mode;
    private List<IpNetwork> hosts = List.of();
    private Set<String> keywords = Set.of();
    private Optional<FastOpen> fastOpen = Optional.empty();

    @Inject
    public PipeConnectHook(PosternServices services, HandlerChain chain) {
        this.services = services;
        this.chain = chain;
    }

    @Override
    public void init(Configuration configuration) throws ConfigurationException {
        Parameters parameters = Parameters.ofHandler(PipeConnectHook.class, configuration, PARAMETERS);
        chain.check();
        mode = parameters.get(PipeConnectParameter.MODE, Mode.class);
        hosts = parameters.list(PipeConnectParameter.ADVERTISE_HOSTS, IpNetwork.class);
        keywords = Set.copyOf(parameters.list(PipeConnectParameter.KEYWORDS, String.class));
        fastOpen = Optional.of(parameters.get(PipeConnectParameter.FAST_OPEN, Integer.class))
                .filter(queue -> queue > 0)
                .map(FastOpen::new);
        LOGGER.info("PipeConnectHook mode={} keywords={} hosts={}", mode().keyword(), keywords, hosts);
    }

    private Mode mode() {
        return Objects.requireNonNull(mode, "init was not called");
    }

    @Override
    public Response onConnect(SMTPSession session) {
        if (mode() != Mode.OFF) {
            Permission.EARLY_OCTETS.judgeBy(session, this::mayTalkEarly);
            fastOpen.ifPresent(offer -> offer.attach(session));
        }
        return NoAnswer.NO_ANSWER;
    }

    @Override
    public HookResult doHelo(SMTPSession session, String helo) {
        return HookResult.DECLINED;
    }

    // draft-harris-early-pipe-01 §3: the keyword stands beside PIPELINING, which James always has
    @Override
    public Set<String> implementedEsmtpFeatures(SMTPSession session) {
        boolean advertises = mode() != Mode.OFF
                && SessionFacts.isClientIn(hosts, session)
                && GatedConnection.of(session).isPresent();
        if (!advertises) {
            return Set.of();
        }
        if (session.setAttachment(ADVERTISED, true, State.Connection).isEmpty()) {
            services.counters().count("pipeconnect.advertised");
        }
        return keywords;
    }

    /** Of a client that did; a PROXY header has been read by then. */
    private boolean mayTalkEarly(SMTPSession session) {
        if (SessionFacts.isClientIn(hosts, session)) {
            services.counters().count("pipeconnect.used");
            return true;
        }
        boolean refused = mode() == Mode.ENFORCE;
        services.counters().count("pipeconnect." + (refused ? "refused" : "observed"));
        LOGGER.info(
                "{}",
                new LogLine()
                        .add("early", "unlisted")
                        .add("client_ip", SessionFacts.client(session).toString())
                        .add("mode", mode().keyword())
                        .add("session", session.getSessionID()));
        return !refused;
    }

    @Override
    public HookResult onMessage(SMTPSession session, Mail mail) {
        if (mode() != Mode.OFF) {
            GatedConnection.of(session).ifPresent(connection -> note(session, connection, mail));
        }
        return HookResult.DECLINED;
    }

    private void note(SMTPSession session, GatedConnection connection, Mail mail) {
        EarlyPipelining early = early(session, connection);
        String mark = early.eximMark(connection.usedPipelining());
        Attributes.SESSION_EARLY_PIPELINING.set(mail, early.keyword());
        LOGGER.info(
                "{}",
                new LogLine()
                        .add("mail", mail.getName())
                        .add("early", early.keyword())
                        .add("exim", mark)
                        .add("session", session.getSessionID()));
    }

    private EarlyPipelining early(SMTPSession session, GatedConnection connection) {
        if (connection.hadEarlyOctets() && SessionFacts.isClientIn(hosts, session)) {
            return EarlyPipelining.USED;
        }
        return session.getAttachment(ADVERTISED, State.Connection).isPresent()
                ? EarlyPipelining.ADVERTISED_UNUSED
                : EarlyPipelining.NONE;
    }
}
