// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;

/** Sets the message again, which makes James copy it: the second time through its own writer. */
public final class CopyingMailet extends GenericMailet {
    @Override
    public void service(Mail mail) throws MessagingException {
        mail.setMessage(mail.getMessage());
        mail.setMessage(mail.getMessage());
    }
}
