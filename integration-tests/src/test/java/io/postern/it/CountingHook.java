// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import javax.mail.MessagingException;
import org.apache.commons.configuration2.Configuration;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.HookReturnCode;
import org.apache.james.server.core.MimeMessageWrapper;
import org.apache.james.smtpserver.JamesMessageHook;
import org.apache.mailet.Mail;

/** Refuses every message, with the number of its tildes, so that none has to be kept. */
public final class CountingHook implements JamesMessageHook {
    @Override
    public void init(Configuration configuration) {}

    @Override
    public HookResult onMessage(SMTPSession session, Mail mail) {
        try (InputStream in = ((MimeMessageWrapper) mail.getMessage()).getMessageInputStream()) {
            return HookResult.builder()
                    .hookReturnCode(HookReturnCode.deny())
                    .smtpReturnCode("550")
                    .smtpDescription("5.7.1 tildes: " + tildes(in))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long tildes(InputStream in) throws IOException {
        long tildes = 0;
        byte[] buffer = new byte[65_536];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            for (int i = 0; i < count; i++) {
                tildes += buffer[i] == '~' ? 1 : 0;
            }
        }
        return tildes;
    }
}
