// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import io.postern.policy.WordList;
import io.postern.value.Ascii;
import io.postern.value.Parsed;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.mail.MessagingException;
import org.jspecify.annotations.Nullable;

/** List conditions of matchers. */
final class Conditions {
    private Conditions() {}

    /**
     * Reads one.
     *
     * @throws MessagingException about a condition that is none; James then does not start
     */
    static WordList parse(String matcher, @Nullable String condition, Set<String> allowed) throws MessagingException {
        String text = Objects.requireNonNullElse(condition, "");
        Parsed<WordList> parsed = WordList.parse(text, allowed);
        if (parsed instanceof Parsed.Malformed<WordList> bad) {
            throw refusal(
                    matcher,
                    text,
                    bad.message(),
                    String.join(", ", new TreeSet<>(allowed)) + ", each with ! before it or not");
        }
        return parsed.orThrow();
    }

    static MessagingException refusal(String matcher, String condition, String why, String allowed) {
        return new MessagingException("mailetcontainer.xml, match=\"" + matcher + "=" + Ascii.printable(condition, 200)
                + "\": " + Ascii.printable(why, 200) + "; allowed: " + allowed);
    }
}
