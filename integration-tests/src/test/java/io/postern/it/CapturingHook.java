// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.mail.MessagingException;
import org.apache.commons.configuration2.Configuration;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.server.core.MimeMessageWrapper;
import org.apache.james.smtpserver.JamesMessageHook;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.Mail;

/** Stands behind Postern's hooks and keeps what they handed on. */
public final class CapturingHook implements JamesMessageHook {
    /** The octets, one char each, and the attributes of one mail. */
    record Seen(String octets, Mail mail) {
        Optional<String> attribute(String name) {
            return AttributeUtils.getValueAndCastFromMail(mail, AttributeName.of(name), String.class);
        }
    }

    static final List<Seen> SEEN = new CopyOnWriteArrayList<>();

    static Seen last() {
        return SEEN.get(SEEN.size() - 1);
    }

    @Override
    public void init(Configuration configuration) {
        SEEN.clear();
    }

    @Override
    public HookResult onMessage(SMTPSession session, Mail mail) {
        try (InputStream in = ((MimeMessageWrapper) mail.getMessage()).getMessageInputStream()) {
            SEEN.add(new Seen(new String(in.readAllBytes(), ISO_8859_1), mail));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
        return HookResult.DECLINED;
    }
}
