// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import io.postern.james.Attributes;
import io.postern.policy.WordList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;
import org.jspecify.annotations.Nullable;

/** Matches all recipients of a mail if the word in one of its attributes is in the condition's list. */
abstract class AttributeMatcher extends GenericMatcher {
    private final Attributes attribute;
    private final Set<String> allowed;
    private final String withoutAttribute;
    private @Nullable WordList condition;

    /** @param withoutAttribute the word of a mail that does not have the attribute */
    AttributeMatcher(Attributes attribute, Stream<String> allowed, String withoutAttribute) {
        this.attribute = attribute;
        this.allowed = allowed.collect(Collectors.toUnmodifiableSet());
        this.withoutAttribute = withoutAttribute;
    }

    @Override
    public void init() throws MessagingException {
        condition = Conditions.parse(getMatcherName(), getCondition(), allowed);
    }

    @Override
    public Collection<MailAddress> match(Mail mail) {
        String word = attribute.get(mail).orElse(withoutAttribute);
        return Objects.requireNonNull(condition, "init was not called").holdsFor(Set.of(word))
                ? mail.getRecipients()
                : List.of();
    }
}
