// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import io.postern.james.LookupMap;
import io.postern.james.Parameter;
import io.postern.james.Parameters;
import io.postern.james.PosternServices;
import io.postern.lookup.AliasExpansion;
import io.postern.lookup.AliasOutcome;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.inject.Inject;
import javax.mail.MessagingException;
import javax.mail.internet.AddressException;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.mailet.Mail;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.GenericMailet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces recipients that a table has by the addresses that stand there. The rest of the mail stays as it is. A
 * recipient whose value is no list of addresses, or leads back to itself, goes to {@code errorProcessor} with a copy of
 * the mail. If the table cannot be read, nothing is replaced, and the whole mail goes where {@code onLookupError} says.
 * Blocks for reads of a memory map. The documentation is docs/lmdb.md.
 */
public final class LmdbRewrite extends GenericMailet {
    /** What this class may be told. */
    public static final List<Parameter> PARAMETERS = List.of(LmdbRewriteParameter.values());

    private static final Logger LOGGER = LoggerFactory.getLogger(LmdbRewrite.class);

    private final PosternServices services;
    private @Nullable Parameters parameters;
    private @Nullable AliasExpansion expansion;

    @Inject
    public LmdbRewrite(PosternServices services) {
        this.services = services;
    }

    @Override
    public void init() throws MessagingException {
        Parameters given = LmdbSetup.parameters(LmdbRewrite.class, getMailetConfig(), PARAMETERS);
        LookupMap map = LmdbSetup.map(LmdbRewrite.class, services, given, LmdbRewriteParameter.MAP);
        if (given.get(LmdbRewriteParameter.ERROR_PROCESSOR, String.class).isEmpty()) {
            throw LmdbSetup.refusal(given, LmdbRewriteParameter.ERROR_PROCESSOR, "no name");
        }
        parameters = given;
        expansion = new AliasExpansion(
                map,
                map.keys(),
                given.get(LmdbRewriteParameter.RECURSIVE, Boolean.class)
                        ? given.get(LmdbRewriteParameter.MAX_LEVELS, Integer.class)
                        : 1,
                given.get(LmdbRewriteParameter.MAX_RECIPIENTS, Integer.class));
    }

    @Override
    public Collection<ProcessingState> requiredProcessingState() {
        return Stream.of(LmdbRewriteParameter.ERROR_PROCESSOR, LmdbRewriteParameter.ON_LOOKUP_ERROR)
                .map(parameter -> parameters().get(parameter, String.class))
                .filter(name -> !name.isEmpty())
                .map(ProcessingState::new)
                .toList();
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        Set<MailAddress> rewritten = new LinkedHashSet<>();
        Set<MailAddress> unusable = new LinkedHashSet<>();
        for (MailAddress recipient : mail.getRecipients()) {
            AliasOutcome outcome =
                    Objects.requireNonNull(expansion, "init was not called").expand(recipient.asString());
            if (outcome instanceof AliasOutcome.Failed failed) {
                LmdbSetup.lookupError(mail, parameters(), LmdbRewriteParameter.ON_LOOKUP_ERROR, failed.why());
                return;
            }
            if (outcome instanceof AliasOutcome.Unchanged) {
                rewritten.add(recipient);
            } else if (!addAll(outcome, rewritten, mail, recipient)) {
                unusable.add(recipient);
            }
        }
        if (!unusable.isEmpty()) {
            setAside(mail, unusable);
        }
        mail.setRecipients(rewritten);
        if (rewritten.isEmpty()) {
            mail.setState(Mail.GHOST);
        }
    }

    /** Adds what the recipient stands for; nothing if that is nothing usable. */
    private static boolean addAll(AliasOutcome outcome, Set<MailAddress> rewritten, Mail mail, MailAddress recipient) {
        String why = "";
        if (outcome instanceof AliasOutcome.Expanded expanded) {
            try {
                Set<MailAddress> all = new LinkedHashSet<>();
                for (String address : expanded.addresses()) {
                    all.add(new MailAddress(address));
                }
                rewritten.addAll(all);
                return true;
            } catch (AddressException notForJames) {
                why = String.valueOf(notForJames.getMessage());
            }
        } else if (outcome instanceof AliasOutcome.Unusable unusable) {
            why = unusable.why().detail();
        }
        LOGGER.warn("mail={} recipient={} is not rewritten: {}", mail.getName(), recipient.asString(), why);
        return false;
    }

    private void setAside(Mail mail, Set<MailAddress> unusable) throws MessagingException {
        Mail copy = mail.duplicate();
        try {
            copy.setRecipients(unusable);
            getMailetContext().sendMail(copy, parameters().get(LmdbRewriteParameter.ERROR_PROCESSOR, String.class));
        } finally {
            LifecycleUtil.dispose(copy);
        }
    }

    private Parameters parameters() {
        return Objects.requireNonNull(parameters, "init was not called");
    }
}
