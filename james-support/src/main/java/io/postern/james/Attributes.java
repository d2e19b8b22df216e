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
    /** DKIM's one word for the message: {@code pass} if any signature passes. */
    DKIM_RESULT("postern.dkim.result"),
    /** A result for each signature, as the body of an Authentication-Results field. */
    DKIM_RESULTS("postern.dkim.results"),
    /** The domains of signatures that pass and count for DMARC, separated by commas; maybe empty. */
    DKIM_DOMAINS("postern.dkim.domains"),
    /** Exim's word: {@code accept}. */
    DMARC_STATUS("postern.dmarc.status"),
    /** The same in a few words. */
    DMARC_STATUS_TEXT("postern.dmarc.statusText"),
    /** Who publishes the record that applies; empty if none does, or after an error. */
    DMARC_USED_DOMAIN("postern.dmarc.usedDomain"),
    /** What that record asks for; empty if there is none, or after an error. */
    DMARC_DOMAIN_POLICY("postern.dmarc.domainPolicy"),
    /** {@code yes} or {@code no}; empty after an error. */
    DMARC_ALIGNMENT_SPF("postern.dmarc.alignmentSpf"),
    /** {@code yes} or {@code no}; empty after an error. */
    DMARC_ALIGNMENT_DKIM("postern.dmarc.alignmentDkim"),
    /** The Author Domain; empty if there is none. */
    DMARC_AUTHOR_DOMAIN("postern.dmarc.authorDomain"),
    /** The action that the policy asked for, carried out or not: {@code quarantine}. */
    DMARC_ACTION("postern.dmarc.action"),
    /** Why, as a sentence. */
    DMARC_REASON("postern.dmarc.reason"),
    /** Why less is done than the Author Domain asks for: {@code type: comment}, a line each; absent where it is not. */
    DMARC_OVERRIDES("postern.dmarc.overrides"),
    /** The reason, on mail that was quarantined: never if the mode is observe. */
    DMARC_QUARANTINE("postern.dmarc.quarantine"),
    /** ARC's word for the chain: {@code none}, {@code pass}, {@code fail}. */
    ARC_STATE("postern.arc.state"),
    /** Why the chain fails; empty otherwise. */
    ARC_STATE_REASON("postern.arc.stateReason"),
    /** {@code d=} of the seals in the order of the chain, separated by commas; one that cannot be read is empty. */
    ARC_DOMAINS("postern.arc.domains"),
    /** How many instances. */
    ARC_INSTANCES("postern.arc.instances"),
    /** Since which instance nobody has changed the message, {@code 0} if nobody ever did; absent unless pass. */
    ARC_OLDEST_PASS("postern.arc.oldestPass"),
    /** What that hop found: the body of its ARC-Authentication-Results; absent unless pass. */
    ARC_OLDEST_PASS_RESULTS("postern.arc.oldestPassResults"),
    /** The instance that {@code ArcSeal} has added. */
    ARC_SEALED("postern.arc.sealed"),
    /** {@code true} when the client sent octets before it could have seen the banner; absent without the gate. */
    SESSION_EARLY_OCTETS("postern.session.earlyOctets"),
    /** {@code used}, {@code advertised-unused} or {@code none}; absent without the gate or without PipeConnectHook. */
    SESSION_EARLY_PIPELINING("postern.session.earlyPipelining"),
    /** What a lookup found, or its default: where the mailet names no other attribute. */
    LMDB_VALUE("postern.lmdb.value"),
    /** The id of the spool files that QueueFile wrote. */
    QUEUEFILE_ID("postern.queuefile.id"),
    /** Why QueueFile did not write any; printable ASCII. */
    QUEUEFILE_ERROR("postern.queuefile.error"),
    /** The id of the spool files that the mail was taken from; QueueFile leaves a mail alone that has it. */
    PICKUP_ID("postern.pickup.id"),
    /** What the spool files said besides: a variable's name, a space and its value, a line each. */
    PICKUP_VARIABLES("postern.pickup.variables"),
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
