// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import io.postern.authres.AuthenticationResults;
import io.postern.authres.Grammar;
import io.postern.authres.MethodResult;
import io.postern.dkim.DkimMethodResults;
import io.postern.dkim.DkimResult;
import io.postern.james.Attributes;
import io.postern.policy.WordList;
import io.postern.value.Ascii;
import io.postern.value.DomainName;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;
import org.jspecify.annotations.Nullable;

/**
 * {@code DkimResultIs=pass} matches all recipients of a mail whose DKIM result is in the list: the one of the message,
 * which is pass if any signature passes. With {@code domain:example.org} or {@code selector:2026} behind the words, or
 * both, after blanks, it is about the signatures of that domain or selector: {@code DkimResultIs=pass
 * domain:example.org}. The word {@code unchecked} is for mail without a result, {@code none} for mail without such a
 * signature; {@code !} negates.
 */
public final class DkimResultIs extends GenericMatcher {
    private static final String UNCHECKED = "unchecked";
    private static final String DOMAIN = "domain:";
    private static final String SELECTOR = "selector:";

    private @Nullable WordList words;
    private Optional<String> domain = Optional.empty();
    private Optional<String> selector = Optional.empty();

    @Override
    public void init() throws MessagingException {
        String condition = Objects.requireNonNullElse(getCondition(), "");
        List<String> rest = new ArrayList<>();
        for (String part : condition.strip().split("\\s+", -1)) {
            if (part.startsWith(DOMAIN)) {
                domain = Optional.of(domain(part.substring(DOMAIN.length())));
            } else if (part.startsWith(SELECTOR) && part.length() > SELECTOR.length()) {
                selector = Optional.of(Ascii.toLowerCase(part.substring(SELECTOR.length())));
            } else {
                rest.add(part);
            }
        }
        words = Conditions.parse(getMatcherName(), String.join(" ", rest), allowed());
    }

    private String domain(String text) throws MessagingException {
        Parsed<DomainName> parsed = DomainName.parse(text);
        if (parsed instanceof Parsed.Malformed<DomainName> bad) {
            throw Conditions.refusal(getMatcherName(), text, bad.message(), "domain: and a domain name");
        }
        return parsed.orThrow().value();
    }

    @Override
    public Collection<MailAddress> match(Mail mail) {
        return Objects.requireNonNull(words, "init was not called").holdsFor(found(mail))
                ? mail.getRecipients()
                : List.of();
    }

    private Set<String> found(Mail mail) {
        Optional<String> result = Attributes.DKIM_RESULT.get(mail);
        if (result.isEmpty()) {
            return Set.of(UNCHECKED);
        }
        if (domain.isEmpty() && selector.isEmpty()) {
            return Set.of(result.get());
        }
        Set<String> found = signatures(mail)
                .filter(signature -> is(domain, signature, "d") && is(selector, signature, "s"))
                .map(MethodResult::result)
                .collect(Collectors.toSet());
        return found.isEmpty() ? Set.of(DkimResult.NONE.keyword()) : found;
    }

    private static Stream<MethodResult> signatures(Mail mail) {
        return Attributes.DKIM_RESULTS
                .get(mail)
                .flatMap(text ->
                        AuthenticationResults.parse(text, Grammar.STRICT).ok())
                .stream()
                .flatMap(results -> results.of(DkimMethodResults.METHOD));
    }

    private static boolean is(Optional<String> wanted, MethodResult signature, String property) {
        return wanted.isEmpty()
                || signature.value("header", property).map(Ascii::toLowerCase).equals(wanted);
    }

    private static Set<String> allowed() {
        Set<String> words = Arrays.stream(DkimResult.values())
                .map(DkimResult::keyword)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        words.add(UNCHECKED);
        return words;
    }
}
