// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import io.postern.james.Attributes;
import io.postern.policy.WordList;
import io.postern.spf.SpfResult;
import io.postern.value.Parsed;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code SpfResultIs=fail,softfail}: matches all recipients of a mail whose SPF result is in the list. Words are SPF's
 * results, {@code guess-} and a result for a best guess, and {@code unchecked} for mail without a result; {@code !}
 * negates.
 */
public final class SpfResultIs extends GenericMatcher {
    private static final Logger LOGGER = LoggerFactory.getLogger(SpfResultIs.class);
    private static final String GUESS = "guess-";
    private static final String UNCHECKED = "unchecked";

    private @Nullable WordList condition;

    @Override
    public void init() throws MessagingException {
        String text = Objects.requireNonNullElse(getCondition(), "");
        String modern = text.replaceAll("\\berr_temp\\b", "temperror").replaceAll("\\berr_perm\\b", "permerror");
        if (!modern.equals(text)) {
            LOGGER.warn("mailetcontainer.xml, match=\"SpfResultIs={}\": err_temp and err_perm are old names", text);
        }
        Parsed<WordList> parsed = WordList.parse(modern, allowed());
        if (parsed instanceof Parsed.Malformed<WordList> bad) {
            throw new MessagingException("mailetcontainer.xml, match=\"" + getMatcherName() + "=" + text + "\": "
                    + bad.message() + "; allowed: " + String.join(", ", allowed()) + ", each with ! before it or not");
        }
        condition = parsed.orThrow();
    }

    @Override
    public Collection<MailAddress> match(Mail mail) {
        Set<String> words = new HashSet<>();
        words.add(Attributes.SPF_RESULT.get(mail).orElse(UNCHECKED));
        Attributes.SPF_RESULT_GUESSED.get(mail).map(GUESS::concat).ifPresent(words::add);
        return Objects.requireNonNull(condition, "init was not called").holdsFor(words)
                ? mail.getRecipients()
                : List.of();
    }

    private static Set<String> allowed() {
        Set<String> words = Arrays.stream(SpfResult.values())
                .map(SpfResult::keyword)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        words.addAll(words.stream().map(GUESS::concat).toList());
        words.add(UNCHECKED);
        return words;
    }
}
