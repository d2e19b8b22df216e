// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import io.postern.james.TlsAttributes;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;

/**
 * {@code RequiresTls}: matches all recipients of a mail that is under the obligation of REQUIRETLS (RFC 8689).
 * {@code RequiresTls=except-own-bounces}: not those of a bounce that this server has made, which has nothing of the
 * body.
 */
public final class RequiresTls extends GenericMatcher {
    private static final String EXCEPT_OWN_BOUNCES = "except-own-bounces";

    private boolean exceptOwnBounces;

    @Override
    public void init() throws MessagingException {
        String condition = Objects.requireNonNullElse(getCondition(), "").strip();
        exceptOwnBounces = condition.equals(EXCEPT_OWN_BOUNCES);
        if (!exceptOwnBounces && !condition.isEmpty()) {
            throw Conditions.refusal(
                    getMatcherName(), condition, "not understood", "nothing, or " + EXCEPT_OWN_BOUNCES);
        }
    }

    @Override
    public Collection<MailAddress> match(Mail mail) {
        boolean matches = TlsAttributes.isRequired(mail) && !(exceptOwnBounces && isOwnBounce(mail));
        return matches ? mail.getRecipients() : List.of();
    }

    // RFC 8689 §5: a bounce is not discarded because the next hop does not offer REQUIRETLS
    private static boolean isOwnBounce(Mail mail) {
        return !mail.hasSender()
                && mail.getAttribute(Mail.SENT_BY_MAILET_ATTRIBUTE.getName()).isPresent();
    }
}
