// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import io.postern.arc.ChainValidationStatus;
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
 * {@code ArcStateIs=none:pass}: matches all recipients of a mail whose ARC chain is in one of these states, as Exim's
 * condition {@code verify = arc/none:pass}; mail that nobody has looked at has {@code none}. {@code !} negates.
 */
public final class ArcStateIs extends GenericMatcher {
    private @Nullable WordList condition;

    @Override
    public void init() throws MessagingException {
        Set<String> allowed = Arrays.stream(ChainValidationStatus.values())
                .map(ChainValidationStatus::keyword)
                .collect(Collectors.toUnmodifiableSet());
        condition = Conditions.parse(getMatcherName(), getCondition(), allowed);
    }

    @Override
    public Collection<MailAddress> match(Mail mail) {
        String state = Attributes.ARC_STATE.get(mail).orElse(ChainValidationStatus.NONE.keyword());
        return Objects.requireNonNull(condition, "init was not called").holdsFor(Set.of(state))
                ? mail.getRecipients()
                : List.of();
    }
}
