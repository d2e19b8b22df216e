// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.envelope.ReversePath;
import io.postern.eximspool.AclVariable;
import io.postern.eximspool.DsnNotify;
import io.postern.eximspool.SpoolEnvelope;
import io.postern.eximspool.SpoolRecipient;
import io.postern.eximspool.SpoolVariable;
import io.postern.eximspool.Submitter;
import io.postern.eximspool.Taint;
import io.postern.value.Ascii;
import io.postern.value.IpAddress;
import io.postern.value.Parsed;
import io.postern.value.Utf8;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.Mail;

/** What James knows of a mail, as Exim writes it down. */
public final class SpoolFacts {
    /** What a directory's name may depend on. */
    public static final Set<String> DIRECTORY_VARIABLES =
            Set.of("sender_domain", "sender_local_part", "host_address", "received_protocol");

    /** Exim's words for RET (RFC 3461 §4.3). */
    private static final Map<DsnParameters.Ret, String> RET =
            Map.of(DsnParameters.Ret.FULL, "1", DsnParameters.Ret.HDRS, "2");

    private final Submitter submitter = Submitter.ofThisProcess();
    private final List<SpoolAttribute> mapping;
    private final Clock clock;

    /** @param mapping attributes that go along */
    public SpoolFacts(List<SpoolAttribute> mapping, Clock clock) {
        this.mapping = List.copyOf(mapping);
        this.clock = clock;
    }

    /** The mail with all its recipients; malformed, with the reason, if no spool file can hold something of it. */
    public Parsed<SpoolEnvelope> envelope(Mail mail) {
        try {
            List<SpoolRecipient> recipients = recipients(mail);
            String sender = Utf8.encode(mail.getMaybeSender().asString(""));
            return Parsed.ok(new SpoolEnvelope(
                    submitter,
                    sender,
                    clock.instant(),
                    0,
                    variables(mail, isInternational(sender, recipients)),
                    aclVariables(mail),
                    new TreeSet<>(),
                    recipients));
        } catch (IllegalArgumentException unfit) {
            return Parsed.malformed(0, "envelope", String.valueOf(unfit.getMessage()));
        }
    }

    /** The values of {@link #DIRECTORY_VARIABLES}; empty texts where the mail has none. */
    public static Map<String, String> directoryValues(Mail mail) {
        ReversePath sender = ReversePath.of(mail.getMaybeSender().asString(""));
        return Map.of(
                "sender_domain",
                sender.domain(),
                "sender_local_part",
                sender.localPart(),
                "host_address",
                remoteAddress(mail),
                "received_protocol",
                protocol(mail));
    }

    private static boolean isInternational(String sender, List<SpoolRecipient> recipients) {
        return !Ascii.isAscii(sender) || recipients.stream().anyMatch(recipient -> !Ascii.isAscii(recipient.address()));
    }

    private static List<SpoolRecipient> recipients(Mail mail) {
        Map<MailAddress, RecipientDsnParameters> parameters = mail.dsnParameters()
                .<Map<MailAddress, RecipientDsnParameters>>map(DsnParameters::getRcptParameters)
                .orElse(Map.of());
        return mail.getRecipients().stream()
                .map(recipient -> recipient(recipient, Optional.ofNullable(parameters.get(recipient))))
                .toList();
    }

    private static SpoolRecipient recipient(MailAddress address, Optional<RecipientDsnParameters> parameters) {
        Set<DsnNotify> notifications = parameters
                .flatMap(RecipientDsnParameters::getNotifyParameter)
                .map(SpoolFacts::notifications)
                .orElse(Set.of());
        String original = parameters
                .flatMap(RecipientDsnParameters::getOrcptParameter)
                .map(orcpt -> "rfc822;" + Utf8.encode(orcpt.asString()))
                .orElse("");
        return new SpoolRecipient(
                Utf8.encode(address.asString()), notifications, original, "", SpoolRecipient.NO_PARENT);
    }

    private static Set<DsnNotify> notifications(Set<DsnParameters.Notify> values) {
        return values.stream()
                .map(value -> switch (value) {
                    case NEVER -> DsnNotify.NEVER;
                    case SUCCESS -> DsnNotify.SUCCESS;
                    case FAILURE -> DsnNotify.FAILURE;
                    case DELAY -> DsnNotify.DELAY;
                })
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(DsnNotify.class)));
    }

    private static List<SpoolVariable> variables(Mail mail, boolean international) {
        List<SpoolVariable> variables = new ArrayList<>();
        text(mail, Mail.SMTP_HELO).ifPresent(helo -> variables.add(SpoolVariable.remote("helo_name", helo)));
        String address = remoteAddress(mail);
        if (!address.isEmpty()) {
            variables.add(SpoolVariable.remote("host_address", "[" + address + "]:0"));
            String name = Objects.requireNonNullElse(mail.getRemoteHost(), "");
            if (!name.isEmpty() && !name.equals(address)) {
                variables.add(SpoolVariable.remote("host_name", name));
            }
        }
        variables.add(SpoolVariable.of("received_protocol", protocol(mail)));
        text(mail, Mail.SMTP_AUTH_USER).ifPresent(user -> variables.add(SpoolVariable.remote("auth_id", user)));
        encoded(TlsAttributes.version(mail)).ifPresent(version -> variables.add(SpoolVariable.of("tls_ver", version)));
        encoded(TlsAttributes.cipher(mail)).ifPresent(cipher -> variables.add(SpoolVariable.of("tls_cipher", cipher)));
        mail.dsnParameters()
                .flatMap(DsnParameters::getEnvIdParameter)
                .ifPresent(id -> variables.add(SpoolVariable.remote("dsn_envid", id.asString())));
        mail.dsnParameters()
                .flatMap(DsnParameters::getRetParameter)
                .ifPresent(ret -> variables.add(SpoolVariable.of("dsn_ret", String.valueOf(RET.get(ret)))));
        if (international) {
            variables.add(SpoolVariable.of("smtputf8", ""));
        }
        variables.add(SpoolVariable.of("deliver_firsttime", ""));
        return variables;
    }

    private List<AclVariable> aclVariables(Mail mail) {
        List<AclVariable> variables = new ArrayList<>();
        for (SpoolAttribute mapped : mapping) {
            mail.getAttribute(AttributeName.of(mapped.attribute()))
                    .map(Attribute::getValue)
                    .map(SpoolFacts::text)
                    .ifPresent(value -> variables.add(
                            new AclVariable(mapped.scope(), mapped.name(), Utf8.encode(value), Taint.REMOTE)));
        }
        return variables;
    }

    /** Elements of a collection have commas between them. */
    private static String text(AttributeValue<?> attribute) {
        Object value = attribute.getValue();
        return value instanceof Collection<?> elements
                ? elements.stream()
                        .map(element -> element instanceof AttributeValue<?> nested ? text(nested) : element.toString())
                        .collect(Collectors.joining(","))
                : String.valueOf(value);
    }

    private static Optional<String> text(Mail mail, AttributeName name) {
        return encoded(AttributeUtils.getValueAndCastFromMail(mail, name, String.class));
    }

    private static Optional<String> encoded(Optional<String> value) {
        return value.map(Utf8::encode).filter(text -> !text.isEmpty());
    }

    private static String remoteAddress(Mail mail) {
        return IpAddress.parse(Objects.requireNonNullElse(mail.getRemoteAddr(), ""))
                .ok()
                .map(address -> address.unmapped().toString())
                .orElse("");
    }

    /** Exim's word; that for TLS only where James says that there was some. */
    private static String protocol(Mail mail) {
        if (mail.getAttribute(Mail.SMTP_SESSION_ID).isEmpty()) {
            return "local";
        }
        return "esmtp"
                + (TlsAttributes.version(mail).isPresent() ? "s" : "")
                + (mail.getAttribute(Mail.SMTP_AUTH_USER).isPresent() ? "a" : "");
    }
}
