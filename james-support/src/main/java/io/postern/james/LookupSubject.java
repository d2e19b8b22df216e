// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.value.IpAddress;
import io.postern.value.Parsed;
import java.util.Objects;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;

/** What of a mail or a session is looked up. The null sender, and what is not known, is the empty text. */
public enum LookupSubject {
    SENDER("sender"),
    SENDER_DOMAIN("senderDomain"),
    RECIPIENT("recipient"),
    RECIPIENT_DOMAIN("recipientDomain"),
    REMOTE_ADDRESS("remoteAddress");

    private final String keyword;

    LookupSubject(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }

    /** Whether each recipient is a subject of its own. */
    public boolean isOfRecipient() {
        return this == RECIPIENT || this == RECIPIENT_DOMAIN;
    }

    /** Of a mail and one of its recipients. */
    public String of(Mail mail, MailAddress recipient) {
        return of(mail.getMaybeSender(), recipient, mail.getRemoteAddr());
    }

    /**
     * Of the three.
     *
     * @param client the client's address as text, which is made canonical; null if it is not known
     */
    public String of(MaybeSender sender, MailAddress recipient, @Nullable String client) {
        return switch (this) {
            case SENDER -> sender.asString("");
            case SENDER_DOMAIN -> sender.asOptional().map(LookupSubject::domain).orElse("");
            case RECIPIENT -> recipient.asString();
            case RECIPIENT_DOMAIN -> domain(recipient);
            case REMOTE_ADDRESS -> canonical(Objects.requireNonNullElse(client, ""));
        };
    }

    private static String domain(MailAddress address) {
        return address.getDomain().asString();
    }

    private static String canonical(String client) {
        return IpAddress.parse(client) instanceof Parsed.Ok<IpAddress> address
                ? address.value().unmapped().toString()
                : client;
    }
}
