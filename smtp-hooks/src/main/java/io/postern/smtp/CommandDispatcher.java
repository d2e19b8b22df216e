// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import io.postern.envelope.MailCommand;
import io.postern.envelope.ParameterFault;
import io.postern.envelope.ParameterRules;
import io.postern.envelope.RcptCommand;
import io.postern.james.LogLine;
import io.postern.james.Parameter;
import io.postern.james.Parameters;
import io.postern.james.PosternServices;
import io.postern.policy.Mode;
import io.postern.policy.SmtpReply;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import javax.inject.Inject;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.protocols.api.BaseRequest;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Request;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.WiringException;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.MailParametersHook;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for James's own dispatcher: looks at the parameters of MAIL and RCPT before James's command handlers do,
 * keeps what a refused MAIL left in the session out of the next transaction, and forgets HELO when TLS begins. The
 * documentation is docs/commands.md.
 */
public final class CommandDispatcher extends org.apache.james.protocols.api.handler.CommandDispatcher<SMTPSession> {
    /** What this class may be told. */
    public static final List<Parameter> PARAMETERS = List.of(CommandDispatcherParameter.values());

    private static final Logger LOGGER = LoggerFactory.getLogger(CommandDispatcher.class);
    private static final AttachmentKey<Boolean> GREETING_IS_OVER =
            AttachmentKey.of("postern.greetingIsOver", Boolean.class);
    private static final String NO_GREETING = "nohelo";

    private final PosternServices services;
    private final HandlerChain chain;
    private Collection<String> extraMailParameters = List.of();
    private @Nullable Mode mode;
    private @Nullable ParameterRules rules;

    @Inject
    public CommandDispatcher(PosternServices services, HandlerChain chain) {
        super(List.of("MAIL", "RCPT", "DATA"));
        this.services = services;
        this.chain = chain;
    }

    @Override
    public void init(Configuration configuration) throws ConfigurationException {
        Parameters parameters = Parameters.ofHandler(CommandDispatcher.class, configuration, PARAMETERS);
        chain.check();
        mode = parameters.get(CommandDispatcherParameter.MODE, Mode.class);
        extraMailParameters = parameters.list(CommandDispatcherParameter.EXTRA_MAIL_PARAMETERS, String.class);
        LOGGER.info("CommandDispatcher mode={}", mode().keyword());
    }

    @Override
    public List<Class<?>> getMarkerInterfaces() {
        List<Class<?>> markers = new ArrayList<>(super.getMarkerInterfaces());
        markers.add(MailParametersHook.class);
        return markers;
    }

    /** James calls it once for each marker, after {@code init} and before the first connection. */
    @Override
    @SuppressWarnings("rawtypes") // as James declares it
    public void wireExtensions(Class marker, List extensions) throws WiringException {
        if (!marker.equals(MailParametersHook.class)) {
            super.wireExtensions(marker, extensions);
            return;
        }
        Collection<String> registered = new TreeSet<>(extraMailParameters);
        for (Object extension : extensions) {
            registered.addAll(Arrays.asList(((MailParametersHook) extension).getMailParamNames()));
        }
        rules = ParameterRules.of(registered);
        LOGGER.info("CommandDispatcher parameters of MAIL besides SIZE, BODY and AUTH: {}", registered);
    }

    private Mode mode() {
        return Objects.requireNonNull(mode, "init was not called");
    }

    @Override
    protected Response dispatchCommandHandlers(SMTPSession session, Request request) {
        if (mode() == Mode.OFF) {
            return super.dispatchCommandHandlers(session, request);
        }
        return switch (request.getCommand()) {
            case "MAIL" -> mail(session, request);
            case "RCPT" -> rcpt(session, request);
            case "EHLO", "HELO" -> greeting(session, request);
            case "STARTTLS" -> startTls(session, request);
            default -> super.dispatchCommandHandlers(session, request);
        };
    }

    /** Whatever a MAIL that is not accepted has done to the transaction's attachments is undone. */
    private Response mail(SMTPSession session, Request request) {
        Map<AttachmentKey<?>, Object> before = Map.copyOf(transaction(session));
        boolean accepted = false;
        try {
            Response response = judgedMail(session, request);
            accepted = isPositive(response);
            return response;
        } finally {
            if (!accepted) {
                // RFC 5321 §4.1.4: after a refused command the server is in the state it was in before
                transaction(session).clear();
                transaction(session).putAll(before);
            }
        }
    }

    private Response judgedMail(SMTPSession session, Request request) {
        if (!inTransaction(session) && isGreetingOver(session)) {
            report(session, new LogLine().add("command", "MAIL"), NO_GREETING);
        }
        if (inTransaction(session) || isGreetingMissing(session)) {
            // RFC 5321 §4.1.4: out of sequence, which James answers by 503
            return super.dispatchCommandHandlers(session, request);
        }
        String line = text(request);
        Parsed<MailCommand> mail = MailCommand.parse(line);
        return judged(session, request, rules().fault(mail), mail.map(command -> command.withCapitals(line)));
    }

    private Response rcpt(SMTPSession session, Request request) {
        if (!inTransaction(session)) {
            return super.dispatchCommandHandlers(session, request);
        }
        String line = text(request);
        Parsed<RcptCommand> rcpt = RcptCommand.parse(line);
        Optional<ParameterFault> fault = ParameterRules.repetition(rcpt);
        return judged(session, request, fault, rcpt.map(command -> command.withCapitals(line)));
    }

    /** Refuses a command with a fault, or hands it on; a line that could not be read goes on as it came. */
    private Response judged(
            SMTPSession session, Request request, Optional<ParameterFault> fault, Parsed<String> capitals) {
        if (fault.isPresent()) {
            SmtpReply reply = ParameterReplies.of(request.getCommand(), fault.get());
            LogLine line = new LogLine().add("command", request.getCommand()).add("reply", reply.toString());
            report(session, line, fault.get().kind().keyword());
            if (mode() == Mode.ENFORCE) {
                return new SMTPResponse(Integer.toString(reply.code()), reply.status() + " " + reply.publicText());
            }
        }
        return super.dispatchCommandHandlers(
                session, capitals.ok().map(text -> request(request, text)).orElse(request));
    }

    private Response greeting(SMTPSession session, Request request) {
        Response response = super.dispatchCommandHandlers(session, request);
        if (isPositive(response)) {
            session.removeAttachment(GREETING_IS_OVER, State.Connection);
        }
        return response;
    }

    private Response startTls(SMTPSession session, Request request) {
        Response response = super.dispatchCommandHandlers(session, request);
        if (isPositive(response)) {
            session.setAttachment(GREETING_IS_OVER, true, State.Connection);
            if (mode() == Mode.ENFORCE) {
                // RFC 3207 §4.2: what the client said before TLS, the argument of EHLO too, is forgotten
                session.removeAttachment(SMTPSession.CURRENT_HELO_MODE, State.Connection);
                session.removeAttachment(SMTPSession.CURRENT_HELO_NAME, State.Connection);
            }
        }
        return response;
    }

    private void report(SMTPSession session, LogLine line, String fault) {
        boolean refused = mode() == Mode.ENFORCE;
        services.counters().count("command." + (refused ? "refused." : "observed.") + fault);
        LOGGER.info(
                "{}", line.add("fault", fault).add("mode", mode().keyword()).add("session", session.getSessionID()));
    }

    private ParameterRules rules() {
        return Objects.requireNonNull(rules, "the chain was not wired");
    }

    /** All attachments of the transaction; James's other methods need to know their keys. */
    @SuppressWarnings("deprecation")
    private static Map<AttachmentKey<?>, Object> transaction(SMTPSession session) {
        return session.getState();
    }

    private static boolean inTransaction(SMTPSession session) {
        return session.getAttachment(SMTPSession.SENDER, State.Transaction).isPresent();
    }

    private static boolean isGreetingOver(SMTPSession session) {
        return session.getConfiguration().useHeloEhloEnforcement()
                && session.getAttachment(GREETING_IS_OVER, State.Connection).isPresent();
    }

    private static boolean isGreetingMissing(SMTPSession session) {
        return session.getConfiguration().useHeloEhloEnforcement()
                && session.getAttachment(SMTPSession.CURRENT_HELO_MODE, State.Connection)
                        .isEmpty();
    }

    /** James gives null where no handler had an answer. */
    private static boolean isPositive(@Nullable Response response) {
        return response != null && response.getRetCode().startsWith("2");
    }

    private static String text(Request request) {
        return request.getCommand() + " " + Objects.requireNonNullElse(request.getArgument(), "");
    }

    private static Request request(Request original, String text) {
        String argument = text.substring(original.getCommand().length() + 1);
        return new BaseRequest(original.getCommand(), argument);
    }
}
