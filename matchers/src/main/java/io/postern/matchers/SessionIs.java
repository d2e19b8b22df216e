// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import io.postern.james.Attributes;
import io.postern.policy.WordList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;
import org.jspecify.annotations.Nullable;

/**
 * {@code SessionIs=early-pipelined}: matches all recipients of a mail whose SMTP session was of that kind. Words:
 * {@code early-pipelined}, {@code early-unused} (the client was told that it may, and did not), {@code early-none}, and
 * {@code early-octets} whether it may or not; {@code !} negates.
 */
public final class SessionIs extends GenericMatcher {
    private static final String OCTETS = "early-octets";
    private static final String NONE = "early-none";
    private static final Set<String> ALLOWED = Set.of("early-pipelined", "early-unused", NONE, OCTETS);

    private @Nullable WordList condition;

    @Override
    public void init() throws MessagingException {
        condition = Conditions.parse(getMatcherName(), getCondition(), ALLOWED);
    }

    @Override
    public Collection<MailAddress> match(Mail mail) {
        Set<String> words = new HashSet<>();
        words.add(
                switch (Attributes.SESSION_EARLY_PIPELINING.get(mail).orElse("")) {
                    case "used" -> "early-pipelined";
                    case "advertised-unused" -> "early-unused";
                    default -> NONE;
                });
        if (Attributes.SESSION_EARLY_OCTETS.get(mail).filter("true"::equals).isPresent()) {
            words.add(OCTETS);
        }
        return Objects.requireNonNull(condition, "init was not called").holdsFor(words)
                ? mail.getRecipients()
                : List.of();
    }
}
