// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import io.postern.dmarc.DmarcStatus;
import io.postern.james.Attributes;
import io.postern.policy.WordList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;
import org.jspecify.annotations.Nullable;

/**
 * {@code DmarcStatusIs=reject,quarantine}: matches all recipients of a mail whose DMARC status is in the list, in the
 * words of Exim's condition {@code dmarc_status}; {@code off} for mail that DMARC has not judged. {@code !} negates.
 */
public final class DmarcStatusIs extends GenericMatcher {
    private @Nullable WordList condition;

    @Override
    public void init() throws MessagingException {
        Set<String> allowed =
                Arrays.stream(DmarcStatus.values()).map(DmarcStatus::keyword).collect(Collectors.toUnmodifiableSet());
        condition = Conditions.parse(getMatcherName(), getCondition(), allowed);
    }

    @Override
    public Collection<MailAddress> match(Mail mail) {
        String status = Attributes.DMARC_STATUS.get(mail).orElse(DmarcStatus.OFF.keyword());
        return Objects.requireNonNull(condition, "init was not called").holdsFor(Set.of(status))
                ? mail.getRecipients()
                : List.of();
    }
}
