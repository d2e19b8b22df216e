// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import java.util.Optional;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.Mail;

/** What a mail knows of TLS, under the names that James itself has for it from 3.9 on. */
public final class TlsAttributes {
    private static final AttributeName VERSION = AttributeName.of("org.apache.james.ssl.protocol");
    private static final AttributeName CIPHER = AttributeName.of("org.apache.james.ssl.cipher");
    private static final AttributeName REQUIRED = AttributeName.of("REQUIRETLS");

    private TlsAttributes() {}

    /** Of the session by which the mail came. */
    public static void setVersion(Mail mail, String version) {
        mail.setAttribute(new Attribute(VERSION, AttributeValue.of(version)));
    }

    public static void setCipher(Mail mail, String cipher) {
        mail.setAttribute(new Attribute(CIPHER, AttributeValue.of(cipher)));
    }

    /** Such as {@code TLSv1.3}; empty if the mail did not come by TLS, or nobody has noted it. */
    public static Optional<String> version(Mail mail) {
        return AttributeUtils.getValueAndCastFromMail(mail, VERSION, String.class);
    }

    /** Such as {@code TLS_AES_256_GCM_SHA384}. */
    public static Optional<String> cipher(Mail mail) {
        return AttributeUtils.getValueAndCastFromMail(mail, CIPHER, String.class);
    }

    /** Whether the mail is under the obligation of REQUIRETLS. */
    public static boolean isRequired(Mail mail) {
        return AttributeUtils.getValueAndCastFromMail(mail, REQUIRED, Boolean.class)
                .orElse(false);
    }

    /** Puts the mail under the obligation of REQUIRETLS; what bounces of it is its header alone. */
    public static void require(Mail mail) {
        mail.setAttribute(new Attribute(REQUIRED, AttributeValue.of(true)));
        mail.setDsnParameters(headersOnly(mail.dsnParameters()));
    }

    // RFC 8689 §5: a bounce is made as if RET=HDRS had been given; RET=FULL is disregarded
    private static DsnParameters headersOnly(Optional<DsnParameters> given) {
        DsnParameters.Builder builder = DsnParameters.builder().ret(DsnParameters.Ret.HDRS);
        given.flatMap(DsnParameters::getEnvIdParameter).ifPresent(builder::envId);
        given.map(DsnParameters::getRcptParameters)
                .ifPresent(recipients -> recipients.forEach(builder::addRcptParameter));
        return builder.build().orElseThrow();
    }

    /** Notes that the sender prefers delivery to protection ({@code TLS-Required: No}), unless REQUIRETLS holds. */
    public static void waive(Mail mail) {
        // RFC 8689 §4.1: the field is ignored where the message is under REQUIRETLS
        if (!isRequired(mail)) {
            mail.setAttribute(new Attribute(REQUIRED, AttributeValue.of(false)));
        }
    }
}
