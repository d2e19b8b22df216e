// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import io.postern.arc.ArcSealer;
import io.postern.arc.ArcSealer.Timestamps;
import io.postern.arc.ArcSealing;
import io.postern.arc.ChainValidationStatus;
import io.postern.arc.SealExpiry;
import io.postern.arc.SignedNames;
import io.postern.authres.AuthenticationResults;
import io.postern.authres.Grammar;
import io.postern.backend.file.WatchedFile;
import io.postern.dkim.SigningKey;
import io.postern.james.Attributes;
import io.postern.james.BadConfiguration;
import io.postern.james.MessageSeam;
import io.postern.james.Parameter;
import io.postern.james.Parameters;
import io.postern.james.PosternServices;
import io.postern.message.Message;
import io.postern.value.DomainName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.server.core.configuration.ConfigurationProvider;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts an ARC set on a message that is handed on (RFC 8617 §5.1), behind everything that edits it and before
 * RemoteDelivery. What it hands on is what this server found out itself, known by the mail's attributes: nothing that a
 * client brought is ever sealed. A mail without such results goes on without a seal. The documentation is docs/arc.md.
 */
public final class ArcSeal extends GenericMailet {
    /** What this class may be told. */
    public static final List<Parameter> PARAMETERS = List.of(ArcSealParameter.values());

    private static final Logger LOGGER = LoggerFactory.getLogger(ArcSeal.class);

    /** What {@link #init} read. */
    private record Setup(String authservId, DomainName domain, SealingKey keys, ArcSealer.Options options) {}

    private final PosternServices services;
    private final ConfigurationProvider configurations;
    private @Nullable Setup setup;

    @Inject
    public ArcSeal(PosternServices services, ConfigurationProvider configurations) {
        this.services = services;
        this.configurations = configurations;
    }

    @Override
    public void init() throws MessagingException {
        try {
            Parameters parameters = Parameters.ofMailet(ArcSeal.class, getMailetConfig(), PARAMETERS);
            Setup read = new Setup(
                    parameters
                            .optional(ArcSealParameter.AUTHSERV_ID, DomainName.class)
                            .map(DomainName::value)
                            .orElse(services.authservId().value()),
                    required(parameters, ArcSealParameter.DOMAIN, DomainName.class),
                    keys(parameters),
                    options(parameters));
            setup = read;
            EditorsBehind.of(configurations)
                    .forEach(place -> LOGGER.warn("ArcSeal: {} stands behind it, and breaks its seals", place));
            LOGGER.info(
                    "ArcSeal domain={} selector={} authservId={}", read.domain, read.keys.selector(), read.authservId);
        } catch (BadConfiguration e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    private SealingKey keys(Parameters parameters) throws BadConfiguration {
        Optional<DomainName> selector = parameters.optional(ArcSealParameter.NEXT_SELECTOR, DomainName.class);
        Optional<Path> file = parameters.optional(ArcSealParameter.NEXT_KEY_FILE, Path.class);
        Optional<Instant> from = parameters.optional(ArcSealParameter.NEXT_FROM, Instant.class);
        if (selector.isPresent() != file.isPresent() || selector.isPresent() != from.isPresent()) {
            throw parameters.refusal(
                    ArcSealParameter.NEXT_SELECTOR,
                    selector.map(DomainName::value).orElse(""),
                    "nextSelector, nextKeyFile and nextFrom are given together or not at all");
        }
        Optional<SealingKey.Next> next = selector.isEmpty()
                ? Optional.empty()
                : Optional.of(new SealingKey.Next(
                        selector.get(),
                        key(parameters, ArcSealParameter.NEXT_KEY_FILE, file.orElseThrow()),
                        from.orElseThrow()));
        return new SealingKey(
                required(parameters, ArcSealParameter.SELECTOR, DomainName.class),
                key(parameters, ArcSealParameter.KEY_FILE, required(parameters, ArcSealParameter.KEY_FILE, Path.class)),
                next);
    }

    private WatchedFile<SigningKey> key(Parameters parameters, Parameter parameter, Path file) throws BadConfiguration {
        try {
            return SealingKey.file(file, services.clock());
        } catch (IOException | IllegalArgumentException e) {
            throw parameters.refusal(parameter, file.toString(), e.toString());
        }
    }

    private static ArcSealer.Options options(Parameters parameters) {
        ArcSealParameter.Forms forms = parameters.get(ArcSealParameter.CANONICALIZATION, ArcSealParameter.Forms.class);
        return new ArcSealer.Options(
                parameters.optional(ArcSealParameter.HEADERS, SignedNames.class).orElse(SignedNames.RECOMMENDED),
                parameters.get(ArcSealParameter.TIMESTAMPS, Timestamps.class),
                parameters.get(ArcSealParameter.EXPIRE, SealExpiry.class),
                forms.header(),
                forms.body());
    }

    private static <T> T required(Parameters parameters, Parameter parameter, Class<T> type) throws BadConfiguration {
        Optional<T> value = parameters.optional(parameter, type);
        if (value.isEmpty()) {
            throw parameters.refusal(parameter, "", "is required");
        }
        return value.get();
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        if (Attributes.ARC_SEALED.get(mail).isPresent()) {
            return;
        }
        Message message = MessageSeam.read(mail);
        Optional<ChainValidationStatus> found = verdict(mail, message);
        if (found.isEmpty()) {
            unsealed(mail, "no-verdict");
            return;
        }
        ArcSealing sealing = seal(mail, message, found.get());
        if (sealing instanceof ArcSealing.NotSealed not) {
            unsealed(mail, not.reason().keyword());
            return;
        }
        ArcSealing.Sealed sealed = (ArcSealing.Sealed) sealing;
        MessageSeam.edit(mail, whole -> whole.prepend(sealed.fields()));
        Attributes.ARC_SEALED.set(mail, String.valueOf(sealed.instance()));
        services.counters().count("arc.sealed." + sealed.chainBefore().keyword());
        LOGGER.info(
                "arc=sealed i={} cv={} domain={} mail={}",
                sealed.instance(),
                sealed.chainBefore().keyword(),
                setup().domain,
                mail.getName());
    }

    private ArcSealing seal(Mail mail, Message message, ChainValidationStatus found) throws MessagingException {
        Instant now = services.clock().instant();
        SealingKey.Current key = setup().keys.at(now);
        ArcSealer sealer = new ArcSealer(
                setup().authservId, setup().domain, key.selector(), key.key(), setup().options, services.clock());
        try {
            return sealer.seal(message, found, results(mail));
        } catch (IOException e) {
            throw new MessagingException("message of " + mail.getName(), e);
        }
    }

    /** What this server has found out of the chain: of what came, not of what mailets have made of it. */
    private static Optional<ChainValidationStatus> verdict(Mail mail, Message message) {
        boolean withoutChain = message.head().fields().stream()
                .noneMatch(field -> field.isNamed("ARC-Seal") || field.isNamed("ARC-Message-Signature"));
        return Attributes.ARC_STATE
                .get(mail)
                .flatMap(ChainValidationStatus::of)
                .or(() -> withoutChain ? Optional.of(ChainValidationStatus.NONE) : Optional.empty());
    }

    private static List<AuthenticationResults> results(Mail mail) {
        return Attributes.AUTHENTICATION_RESULTS
                .get(mail)
                .flatMap(text ->
                        AuthenticationResults.parse(text, Grammar.STRICT).ok())
                .map(List::of)
                .orElse(List.of());
    }

    private void unsealed(Mail mail, String reason) {
        services.counters().count("arc.unsealed." + reason);
        LOGGER.warn("arc=unsealed reason={} mail={}", reason, mail.getName());
    }

    private Setup setup() {
        return Objects.requireNonNull(setup, "init was not called");
    }
}
