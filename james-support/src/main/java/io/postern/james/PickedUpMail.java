// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.eximspool.AclVariable;
import io.postern.eximspool.DsnNotify;
import io.postern.eximspool.SpoolEnvelope;
import io.postern.eximspool.SpoolId;
import io.postern.eximspool.SpoolPair;
import io.postern.eximspool.SpoolRecipient;
import io.postern.value.Ascii;
import io.postern.value.IpAddress;
import io.postern.value.Parsed;
import io.postern.value.Utf8;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.mail.MessagingException;
import javax.mail.internet.AddressException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.EnvId;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.Mail;

/**
 * A pair of spool files as a mail of James: what {@link SpoolFacts} is for the other direction. The mail has the
 * recipients that remain.
 */
final class PickedUpMail {
    /** Characters of {@link Attributes#PICKUP_VARIABLES}. Ours: queues keep attributes in memory. */
    static final int MAX_VARIABLES = 64 * 1024;

    private static final String RULE = "envelope";
    /** The notice that Exim 4.92 gives of REQUIRETLS. */
    private static final String REQUIRETLS = "tls_requiretls";

    private static final String RFC822 = "rfc822;";
    private static final Map<String, DsnParameters.Ret> RET =
            Map.of("1", DsnParameters.Ret.FULL, "2", DsnParameters.Ret.HDRS);

    private static final Map<DsnNotify, DsnParameters.Notify> NOTIFY = Map.of(
            DsnNotify.NEVER, DsnParameters.Notify.NEVER,
            DsnNotify.SUCCESS, DsnParameters.Notify.SUCCESS,
            DsnNotify.FAILURE, DsnParameters.Notify.FAILURE,
            DsnNotify.DELAY, DsnParameters.Notify.DELAY);

    private final PickupSettings settings;
    private final Counters counters;

    PickedUpMail(PickupSettings settings, Counters counters) {
        this.settings = settings;
        this.counters = counters;
    }

    /** The name of the mail of an id, always the same: by it the mail is found in a queue. */
    static String name(SpoolId id) {
        return "pickup-" + id.text();
    }

    /**
     * The mail, with a copy of the message; to be disposed of. Malformed, with the reason, if James has no such
     * address.
     */
    Parsed<MailImpl> of(SpoolPair pair) throws IOException, MessagingException {
        SpoolEnvelope envelope = pair.header().envelope();
        Map<MailAddress, SpoolRecipient> recipients = new LinkedHashMap<>();
        MaybeSender sender;
        try {
            sender =
                    envelope.sender().isEmpty() ? MaybeSender.nullSender() : MaybeSender.of(address(envelope.sender()));
            for (SpoolRecipient recipient : envelope.remaining()) {
                recipients.put(address(recipient.address()), recipient);
            }
        } catch (AddressException bad) {
            return Parsed.malformed(0, RULE, "no address for James: " + bad.getMessage());
        }
        MailImpl mail = MailImpl.builder()
                .name(name(pair.entry().id()))
                .sender(sender)
                .addRecipients(recipients.keySet())
                .state(settings.processor())
                .build();
        delivery(envelope, recipients).ifPresent(mail::setDsnParameters);
        // behind them, as REQUIRETLS has a word about RET
        facts(mail, envelope);
        attributes(mail, pair);
        MessageSeam.receive(mail, pair.message(), counters);
        return Parsed.ok(mail);
    }

    private static MailAddress address(String octets) throws AddressException {
        return new MailAddress(Utf8.decodeLeniently(octets));
    }

    private static void facts(MailImpl mail, SpoolEnvelope envelope) {
        value(envelope, "host_address").flatMap(PickedUpMail::host).ifPresent(address -> {
            mail.setRemoteAddr(address.toString());
            mail.setRemoteHost(value(envelope, "host_name").orElse(address.toString()));
        });
        value(envelope, "helo_name").ifPresent(helo -> set(mail, Mail.SMTP_HELO, helo));
        value(envelope, "auth_id").ifPresent(user -> set(mail, Mail.SMTP_AUTH_USER, user));
        value(envelope, "tls_ver").ifPresent(version -> TlsAttributes.setVersion(mail, version));
        value(envelope, "tls_cipher").ifPresent(cipher -> TlsAttributes.setCipher(mail, cipher));
        if (envelope.variable(REQUIRETLS).isPresent()) {
            TlsAttributes.require(mail);
        }
    }

    private void attributes(MailImpl mail, SpoolPair pair) {
        Attributes.PICKUP_ID.set(mail, pair.entry().id().text());
        SpoolEnvelope envelope = pair.header().envelope();
        String variables = envelope.variables().stream()
                .map(variable -> (variable.name() + " " + Utf8.decodeLeniently(variable.value())).strip())
                .collect(Collectors.joining("\n"));
        Attributes.PICKUP_VARIABLES.set(mail, variables.substring(0, Math.min(variables.length(), MAX_VARIABLES)));
        for (AclVariable variable : envelope.aclVariables()) {
            settings.attributes().stream()
                    .filter(mapped ->
                            mapped.scope() == variable.scope() && mapped.name().equals(variable.name()))
                    .forEach(mapped -> mail.setAttribute(new Attribute(
                            AttributeName.of(mapped.attribute()), value(mapped.attribute(), variable.value()))));
        }
    }

    /** QueueFile writes James's own Booleans as words; Postern's attributes are texts. */
    private static AttributeValue<?> value(String attribute, String octets) {
        String text = Utf8.decodeLeniently(octets);
        boolean flag = text.equals("true") || text.equals("false");
        return flag && !attribute.startsWith("postern.")
                ? AttributeValue.of(text.equals("true"))
                : AttributeValue.of(text);
    }

    private static void set(MailImpl mail, AttributeName name, String text) {
        mail.setAttribute(new Attribute(name, AttributeValue.of(text)));
    }

    private static Optional<String> value(SpoolEnvelope envelope, String name) {
        return envelope.variable(name).map(Utf8::decodeLeniently).filter(text -> !text.isEmpty());
    }

    /** {@code [192.0.2.1]:25}, or as Exim before 4.96 writes it, {@code 192.0.2.1.25}. */
    static Optional<IpAddress> host(String text) {
        int end = text.startsWith("[") ? text.indexOf(']') : text.lastIndexOf('.');
        int start = text.startsWith("[") ? 1 : 0;
        return end < start
                ? Optional.empty()
                : IpAddress.parse(text.substring(start, end)).ok();
    }

    private static Optional<DsnParameters> delivery(
            SpoolEnvelope envelope, Map<MailAddress, SpoolRecipient> recipients) {
        DsnParameters.Builder builder = DsnParameters.builder();
        value(envelope, "dsn_envid").ifPresent(id -> builder.envId(EnvId.of(id)));
        value(envelope, "dsn_ret")
                .flatMap(number -> Optional.ofNullable(RET.get(number)))
                .ifPresent(builder::ret);
        recipients.forEach((address, recipient) -> RecipientDsnParameters.of(
                        notifications(recipient), original(recipient.originalRecipient()))
                .ifPresent(parameters -> builder.addRcptParameter(address, parameters)));
        return builder.build();
    }

    private static Optional<EnumSet<DsnParameters.Notify>> notifications(SpoolRecipient recipient) {
        EnumSet<DsnParameters.Notify> values = EnumSet.noneOf(DsnParameters.Notify.class);
        NOTIFY.forEach((exim, james) -> {
            if (recipient.notifications().contains(exim)) {
                values.add(james);
            }
        });
        return Optional.of(values).filter(some -> !some.isEmpty());
    }

    /** James keeps mail addresses only: an original recipient of another kind (RFC 3461 §4.2) is left out. */
    private static Optional<MailAddress> original(String text) {
        if (!Ascii.toLowerCase(text).startsWith(RFC822)) {
            return Optional.empty();
        }
        try {
            return Optional.of(address(text.substring(RFC822.length())));
        } catch (AddressException notForJames) {
            return Optional.empty();
        }
    }
}
