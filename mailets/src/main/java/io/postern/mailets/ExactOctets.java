// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import io.postern.james.BadConfiguration;
import io.postern.james.MessageSeam;
import io.postern.james.Parameters;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;

/**
 * First mailet of {@code root}: the message has the octets that were received, also when a queue has made {@code ?} of
 * those above 127 in its header, and James writes them so from here on. Once more where James has made a new message of
 * it, as before {@code LocalDelivery}. Takes no parameters, edits nothing else, and does nothing where it was before.
 */
public final class ExactOctets extends GenericMailet {
    @Override
    public void init() throws MessagingException {
        try {
            Parameters.ofMailet(ExactOctets.class, getMailetConfig(), List.of());
        } catch (BadConfiguration e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        MessageSeam.restore(mail);
    }
}
