// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import io.postern.james.BadConfiguration;
import io.postern.james.Parameters;
import io.postern.james.TlsAttributes;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;

/**
 * Puts a mail under the obligation of REQUIRETLS (RFC 8689), as Exim's {@code control = requiretls} does: for good, as
 * no mailet takes it off again. Bounces of it have its header alone. Takes no parameters.
 */
public final class SetRequireTls extends GenericMailet {
    @Override
    public void init() throws MessagingException {
        try {
            Parameters.ofMailet(SetRequireTls.class, getMailetConfig(), List.of());
        } catch (BadConfiguration e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    @Override
    public void service(Mail mail) {
        TlsAttributes.require(mail);
    }
}
