// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import java.util.Optional;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/** The mail attributes that Postern writes; a row each in the documentation. Values are texts. */
public enum Attributes {
    /** SPF's word for MAIL FROM: {@code pass}. */
    SPF_RESULT("postern.spf.result"),
    /** The word of the best guess; absent when none was made. */
    SPF_RESULT_GUESSED("postern.spf.resultGuessed"),
    /** The outcome as a sentence. */
    SPF_HEADER_COMMENT("postern.spf.headerComment"),
    /** The Received-SPF field, name included, folded, without the last CRLF. */
    SPF_RECEIVED("postern.spf.received"),
    /** The text for a reply; empty unless fail, softfail or neutral. */
    SPF_SMTP_COMMENT("postern.spf.smtpComment"),
    /** The domain that was checked. */
    SPF_USED_DOMAIN("postern.spf.usedDomain"),
    /** The HELO identity's word; absent when it was not checked. */
    SPF_HELO_RESULT("postern.spf.heloResult"),
    /** The action that the policy asked for, carried out or not: {@code tag}. */
    SPF_ACTION("postern.spf.action"),
    /** {@code true} when the client sent octets before it could have seen the banner; absent without the gate. */
    SESSION_EARLY_OCTETS("postern.session.earlyOctets"),
    /** The body of the Authentication-Results field that this server wrote. */
    AUTHENTICATION_RESULTS("postern.authres.field"),
    /**
     * {@link io.postern.message.KeptFields#octets()} of the message as it was received, in base64; absent when there
     * was nothing to keep, or too much.
     */
    HEADER_OCTETS("postern.octets.header");

    private final AttributeName name;

    Attributes(String name) {
        this.name = AttributeName.of(name);
    }

    public String attributeName() {
        return name.asString();
    }

    public void set(Mail mail, String text) {
        mail.setAttribute(new Attribute(name, AttributeValue.of(text)));
    }

    public void remove(Mail mail) {
        mail.removeAttribute(name);
    }

    public Optional<String> get(Mail mail) {
        return AttributeUtils.getValueAndCastFromMail(mail, name, String.class);
    }
}
