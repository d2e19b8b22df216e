// SPDX-License-Identifier: Apache-2.0
package io.postern.matchers;

import io.postern.james.BadConfiguration;
import io.postern.james.LookupMap;
import io.postern.james.LookupMaps;
import io.postern.james.LookupSubject;
import io.postern.james.PosternServices;
import io.postern.lookup.LookupOutcome;
import io.postern.lookup.ValuePattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;
import org.jspecify.annotations.Nullable;

/**
 * What the matchers of this name have in common. The condition is a map's name or path, and {@code value=pattern}
 * behind a blank for the values that match; without it every value does. A table that cannot be read is a
 * {@link MessagingException}, never "not found": James's {@code onMatchException} says what then happens. Blocks for
 * reads of a memory map.
 */
abstract class InLmdb extends GenericMatcher {
    private static final String VALUE = "value=";

    private final LookupMaps maps;
    private final LookupSubject subject;
    private @Nullable LookupMap map;
    private ValuePattern pattern = ValuePattern.ANY;

    InLmdb(PosternServices services, LookupSubject subject) {
        this.maps = services.maps();
        this.subject = subject;
    }

    @Override
    public final void init() throws MessagingException {
        String condition = Objects.requireNonNullElse(getCondition(), "").strip();
        int blank = condition.indexOf(' ');
        String name = blank < 0 ? condition : condition.substring(0, blank);
        String rest = blank < 0 ? "" : condition.substring(blank).strip();
        if (!rest.isEmpty() && !rest.startsWith(VALUE)) {
            throw Conditions.refusal(getMatcherName(), condition, "'" + rest + "'", "value=pattern behind the map");
        }
        if (!rest.isEmpty()) {
            pattern = new ValuePattern(rest.substring(VALUE.length()));
        }
        try {
            map = maps.get("mailetcontainer.xml, match=\"" + getMatcherName() + "\"", name);
        } catch (BadConfiguration e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    @Override
    public final Collection<MailAddress> match(Mail mail) throws MessagingException {
        List<MailAddress> matching = new ArrayList<>();
        boolean forAll = false;
        for (MailAddress recipient : mail.getRecipients()) {
            if (forAll || holds(mail, recipient)) {
                matching.add(recipient);
                forAll = !subject.isOfRecipient();
            } else if (!subject.isOfRecipient()) {
                break;
            }
        }
        return matching;
    }

    private boolean holds(Mail mail, MailAddress recipient) throws MessagingException {
        LookupMap table = Objects.requireNonNull(map, "init was not called");
        LookupOutcome outcome = table.lookup(subject.of(mail, recipient));
        if (outcome instanceof LookupOutcome.Failed failed) {
            throw new MessagingException(
                    "map " + table.name() + " cannot be read: " + failed.why().detail());
        }
        return outcome instanceof LookupOutcome.Found found && pattern.matches(found.value());
    }
}
