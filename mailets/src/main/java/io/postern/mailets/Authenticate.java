// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import io.postern.authenticate.AuthenticationFindings;
import io.postern.authenticate.PendingSpf;
import io.postern.dmarc.ListFields;
import io.postern.envelope.Helo;
import io.postern.envelope.ReversePath;
import io.postern.james.Attributes;
import io.postern.james.AuthenticationDecision;
import io.postern.james.AuthenticationDesk;
import io.postern.james.AuthenticationFacts;
import io.postern.james.AuthenticationParameter;
import io.postern.james.AuthenticationSettings;
import io.postern.james.BadConfiguration;
import io.postern.james.MessageSeam;
import io.postern.james.Parameter;
import io.postern.james.Parameters;
import io.postern.james.PosternServices;
import io.postern.james.SpfDecision;
import io.postern.james.SpfDesk;
import io.postern.james.SpfParameter;
import io.postern.james.SpfSettings;
import io.postern.james.SpfSettings.Beside;
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
    public static final List<Parameter> PARAMETERS = Stream.<Parameter[]>of(
                    SpfParameter.values(), AuthenticationParameter.values(), AuthenticateParameter.values())
            .flatMap(Stream::of)
            .toList();

    private static final Logger LOGGER = LoggerFactory.getLogger(Authenticate.class);

    private final PosternServices services;
    private @Nullable SpfDesk desk;
    private @Nullable AuthenticationDesk authentication;
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
            SpfSettings spf = SpfSettings.of(parameters, services, Beside.DMARC);
            desk = new SpfDesk(spf, services);
            authentication =
                    new AuthenticationDesk(AuthenticationSettings.of(spf.mode(), parameters, services), services);
            LOGGER.info("Authenticate mode={}", spf.mode().keyword());
        } catch (BadConfiguration e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    @Override
    public Collection<ProcessingState> requiredProcessingState() {
        return Stream.of(
                        refusedProcessor,
                        authentication().settings().quarantine().processor())
                .filter(name -> !name.isEmpty())
                .map(ProcessingState::new)
                .toList();
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        MessageSeam.restore(mail);
        if (Attributes.AUTHENTICATION_RESULTS.get(mail).isPresent()) {
            return;
        }
        Optional<SpfRequest> request = request(mail);
        Optional<CompletableFuture<SpfDecision>> started =
                request.isPresent() ? start(request.get(), mail) : Optional.empty();
        if (started.isEmpty()) {
            withoutForged(mail);
            return;
        }
        judge(mail, new PendingSpf(request.get(), started.get().thenApply(SpfDecision::findings)), started.get());
    }

    private void judge(Mail mail, PendingSpf pending, CompletableFuture<SpfDecision> spf) throws MessagingException {
        AuthenticationDesk desk = authentication();
        Optional<String> listField = ListFields.trace(MessageSeam.read(mail).head());
        AuthenticationFindings findings = desk.check(mail, Optional.of(pending)).join();
        SpfDecision spfDecision = spf.join();
        AuthenticationDecision decision = desk.decide(
                findings,
                new AuthenticationFacts(
                        spfDecision.findings().request().clientIp(),
                        pending.request().mailFrom(),
                        mail.getRecipients(),
                        listField));
        withoutForged(mail);
        desk().report(spfDecision, "mail", mail.getName());
        desk.report().decided(decision, mail.getName());
        desk.remember(mail, decision);
        desk().writeWithoutResults(mail, spfDecision);
        desk.write(mail, decision);
        boolean refused =
                spfDecision.action().refuses() || decision.dmarc().action().refuses();
        if (desk.settings().mode() == Mode.ENFORCE && refused && !refusedProcessor.isEmpty()) {
            mail.setState(refusedProcessor);
        }
    }

    private void withoutForged(Mail mail) throws MessagingException {
        MessageSeam.edit(mail, message -> SpfDesk.withoutForged(message, services.authservId()));
    }

    private Optional<CompletableFuture<SpfDecision>> start(SpfRequest request, Mail mail) throws MessagingException {
        return desk().settings().trustedRelays().contains(request.clientIp())
                ? desk().startBehindRelay(request, mail)
                : Optional.of(desk().start(request));
    }

    private Optional<SpfRequest> request(Mail mail) {
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
        return Optional.of(desk().request(ok.value().unmapped(), helo, mailFrom));
    }

    private AuthenticationDesk authentication() {
        return Objects.requireNonNull(authentication, "init was not called");
    }

    private SpfDesk desk() {
        return Objects.requireNonNull(desk, "init was not called");
    }
}
