// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import io.postern.james.LookupMap;
import io.postern.james.LookupSubject;
import io.postern.james.Parameter;
import io.postern.james.Parameters;
import io.postern.james.PosternServices;
import io.postern.lookup.LookupOutcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.GenericMailet;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a table says of sender, client or recipients into an attribute: Exim's <code>
 * ${lookup{key}lmdb{file}{$value}fail}</code>. Of sender and client the attribute is the value, of recipients a list of
 * {@code address=value}. Blocks for reads of a memory map. The documentation is docs/lmdb.md.
 */
public final class LmdbLookup extends GenericMailet {
    /** What this class may be told. */
    public static final List<Parameter> PARAMETERS = List.of(LmdbLookupParameter.values());

    private final PosternServices services;
    private @Nullable Parameters parameters;
    private @Nullable LookupMap map;

    /** A recipient, or nobody in particular, and the value. */
    private record Answer(MailAddress recipient, String value) {}

    @Inject
    public LmdbLookup(PosternServices services) {
        this.services = services;
    }

    @Override
    public void init() throws MessagingException {
        Parameters given = LmdbSetup.parameters(LmdbLookup.class, getMailetConfig(), PARAMETERS);
        if (text(given, LmdbLookupParameter.ATTRIBUTE).isEmpty()) {
            throw LmdbSetup.refusal(given, LmdbLookupParameter.ATTRIBUTE, "no name");
        }
        parameters = given;
        map = LmdbSetup.map(LmdbLookup.class, services, given, LmdbLookupParameter.MAP);
    }

    @Override
    public Collection<ProcessingState> requiredProcessingState() {
        return Stream.of(LmdbLookupParameter.FAIL_PROCESSOR, LmdbLookupParameter.ON_LOOKUP_ERROR)
                .map(parameter -> text(parameters(), parameter))
                .filter(name -> !name.isEmpty())
                .map(ProcessingState::new)
                .toList();
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        LookupSubject subject = parameters().get(LmdbLookupParameter.SUBJECT, LookupSubject.class);
        List<MailAddress> recipients = List.copyOf(mail.getRecipients());
        List<Answer> answers = new ArrayList<>();
        for (MailAddress recipient :
                subject.isOfRecipient() ? recipients : recipients.subList(0, Math.min(1, recipients.size()))) {
            LookupOutcome outcome =
                    Objects.requireNonNull(map, "init was not called").lookup(subject.of(mail, recipient));
            if (outcome instanceof LookupOutcome.Failed failed) {
                LmdbSetup.lookupError(mail, parameters(), LmdbLookupParameter.ON_LOOKUP_ERROR, failed.why());
                return;
            }
            Optional<String> value = value(outcome);
            if (value.isEmpty()
                    && !text(parameters(), LmdbLookupParameter.FAIL_PROCESSOR).isEmpty()) {
                mail.setState(text(parameters(), LmdbLookupParameter.FAIL_PROCESSOR));
                return;
            }
            value.ifPresent(found -> answers.add(new Answer(recipient, found)));
        }
        write(mail, subject, answers);
    }

    private Optional<String> value(LookupOutcome outcome) {
        if (outcome instanceof LookupOutcome.Found found) {
            return Optional.of(found.value());
        }
        return Optional.of(text(parameters(), LmdbLookupParameter.DEFAULT)).filter(value -> !value.isEmpty());
    }

    private void write(Mail mail, LookupSubject subject, List<Answer> answers) {
        AttributeName name = AttributeName.of(text(parameters(), LmdbLookupParameter.ATTRIBUTE));
        if (answers.isEmpty()) {
            mail.removeAttribute(name);
            return;
        }
        AttributeValue<?> value = subject.isOfRecipient()
                ? AttributeValue.of(answers.stream()
                        .<AttributeValue<?>>map(
                                answer -> AttributeValue.of(answer.recipient.asString() + "=" + answer.value))
                        .toList())
                : AttributeValue.of(answers.get(0).value);
        mail.setAttribute(new Attribute(name, value));
    }

    private static String text(Parameters from, Parameter parameter) {
        return from.get(parameter, String.class);
    }

    private Parameters parameters() {
        return Objects.requireNonNull(parameters, "init was not called");
    }
}
