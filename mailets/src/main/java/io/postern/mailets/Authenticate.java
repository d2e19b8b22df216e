// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import io.postern.envelope.Helo;
import io.postern.envelope.ReversePath;
import io.postern.james.Attributes;
import io.postern.james.BadConfiguration;
import io.postern.james.MessageSeam;
import io.postern.james.Parameter;
import io.postern.james.Parameters;
import io.postern.james.PosternServices;
import io.postern.james.SpfDecision;
import io.postern.james.SpfDesk;
import io.postern.james.SpfParameter;
import io.postern.james.SpfSettings;
import io.postern.policy.Mode;
import io.postern.spf.SpfRequest;
import io.postern.value.IpAddress;
import io.postern.value.Parsed;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.Mail;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.GenericMailet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checks in the spooler, for servers whose SMTP chain does not have the hooks. Mail that a hook has judged, and
 * mail that did not come by SMTP, is left alone. Nothing is refused here, for the client is gone: what the hook would
 * refuse goes to a processor.
 */
public final class Authenticate extends GenericMailet {
    /** What this class may be told. */
    public static final List<Parameter> PARAMETERS = Stream.<Parameter>concat(
                    Stream.of(SpfParameter.values()), Stream.of(AuthenticateParameter.values()))
            .toList();

    private static final Logger LOGGER = LoggerFactory.getLogger(Authenticate.class);

    private final PosternServices services;
    private @Nullable SpfDesk desk;
    private String refusedProcessor = "";

    @Inject
    public Authenticate(PosternServices services) {
        this.services = services;
    }

    @Override
    public void init() throws MessagingException {
        try {
            Parameters parameters = Parameters.ofMailet(Authenticate.class, getMailetConfig(), PARAMETERS);
            refusedProcessor = parameters.get(AuthenticateParameter.REFUSED_PROCESSOR, String.class);
            desk = new SpfDesk(SpfSettings.of(parameters, services), services);
            LOGGER.info("Authenticate mode={}", desk.settings().mode().keyword());
        } catch (BadConfiguration e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    @Override
    public Collection<ProcessingState> requiredProcessingState() {
        return refusedProcessor.isEmpty() ? List.of() : List.of(new ProcessingState(refusedProcessor));
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        MessageSeam.restore(mail);
        if (Attributes.AUTHENTICATION_RESULTS.get(mail).isPresent()) {
            return;
        }
        MessageSeam.edit(mail, message -> SpfDesk.withoutForged(message, services.authservId()));
        Optional<CompletableFuture<SpfDecision>> started = start(mail);
        if (started.isEmpty()) {
            return;
        }
        SpfDecision decision = started.get().join();
        desk().report(decision, "mail", mail.getName());
        desk().write(mail, decision);
        if (desk().settings().mode() == Mode.ENFORCE && decision.action().refuses() && !refusedProcessor.isEmpty()) {
            mail.setState(refusedProcessor);
        }
    }

    private Optional<CompletableFuture<SpfDecision>> start(Mail mail) throws MessagingException {
        SpfSettings settings = desk().settings();
        Parsed<IpAddress> client = IpAddress.parse(Objects.requireNonNullElse(mail.getRemoteAddr(), ""));
        boolean bySmtp = mail.getAttribute(Mail.SMTP_SESSION_ID).isPresent();
        boolean authenticated = mail.getAttribute(Mail.SMTP_AUTH_USER).isPresent();
        if (settings.mode() == Mode.OFF
                || !bySmtp
                || authenticated
                || !(client instanceof Parsed.Ok<IpAddress> ok)
                || settings.trusts(ok.value())) {
            return Optional.empty();
        }
        Helo helo = Helo.of(AttributeUtils.getValueAndCastFromMail(mail, Mail.SMTP_HELO, String.class)
                .orElse(""));
        ReversePath mailFrom = ReversePath.of(mail.getMaybeSender().asString(""));
        SpfRequest request = desk().request(ok.value().unmapped(), helo, mailFrom);
        return settings.trustedRelays().contains(request.clientIp())
                ? desk().startBehindRelay(request, mail)
                : Optional.of(desk().start(request));
    }

    private SpfDesk desk() {
        return Objects.requireNonNull(desk, "init was not called");
    }
}
