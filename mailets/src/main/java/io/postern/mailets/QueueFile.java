// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import io.postern.eximspool.BodyForm;
import io.postern.eximspool.DirectoryTemplate;
import io.postern.eximspool.Durability;
import io.postern.eximspool.FileAccess;
import io.postern.eximspool.IdForm;
import io.postern.eximspool.Split;
import io.postern.eximspool.SpoolDraft;
import io.postern.eximspool.SpoolEnvelope;
import io.postern.eximspool.SpoolFiles;
import io.postern.eximspool.SpoolId;
import io.postern.eximspool.SpoolSettings;
import io.postern.eximspool.TemplateWriter;
import io.postern.james.Attributes;
import io.postern.james.BadConfiguration;
import io.postern.james.LogLine;
import io.postern.james.MessageSeam;
import io.postern.james.Parameters;
import io.postern.james.PosternServices;
import io.postern.james.SpoolAttribute;
import io.postern.james.SpoolFacts;
import io.postern.james.SpoolIdSource;
import io.postern.james.TlsAttributes;
import io.postern.mailets.QueueFileParameter.After;
import io.postern.value.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.GenericMailet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each mail, once with all its recipients, as a pair of files of Exim's spool: Exim's transport
 * {@code queuefile}. A mail that cannot be written, or may not, goes to the processor {@code onError} with the reason
 * in {@link Attributes#QUEUEFILE_ERROR}; nothing is left of it in the directory. A mail that
 * {@link io.postern.james.SpoolPickup} has taken back passes.
 */
public final class QueueFile extends GenericMailet {
    private static final Logger LOGGER = LoggerFactory.getLogger(QueueFile.class);

    private final PosternServices services;
    private final SpoolIdSource ids;
    private @Nullable TemplateWriter writer;
    private @Nullable SpoolFacts facts;
    private After after = After.GHOST;
    private String onError = Mail.ERROR;

    @Inject
    public QueueFile(PosternServices services, SpoolIdSource ids) {
        this.services = services;
        this.ids = ids;
    }

    @Override
    public void init() throws MessagingException {
        try {
            Parameters parameters =
                    Parameters.ofMailet(QueueFile.class, getMailetConfig(), List.of(QueueFileParameter.values()));
            after = parameters.get(QueueFileParameter.AFTER, After.class);
            onError = parameters.get(QueueFileParameter.ON_ERROR, String.class);
            facts = new SpoolFacts(
                    parameters.list(QueueFileParameter.ATTRIBUTES, SpoolAttribute.class), services.clock());
            writer = writer(parameters);
        } catch (BadConfiguration e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    private TemplateWriter writer(Parameters parameters) throws BadConfiguration {
        DirectoryTemplate template = parameters.get(QueueFileParameter.DIRECTORY, DirectoryTemplate.class);
        if (!Files.isDirectory(template.base())) {
            throw parameters.refusal(
                    QueueFileParameter.DIRECTORY, template.base().toString(), "no such directory");
        }
        boolean split = parameters.get(QueueFileParameter.SPLIT, Boolean.class);
        SpoolSettings settings = new SpoolSettings(
                template.base(),
                split ? Split.SPLIT : Split.FLAT,
                access(parameters, template.base()),
                parameters.get(QueueFileParameter.DURABILITY, Durability.class),
                parameters.get(QueueFileParameter.BODY_FORM, BodyForm.class));
        return new TemplateWriter(
                template,
                settings,
                ids.of(
                        parameters.get(QueueFileParameter.ID_FORM, IdForm.class),
                        parameters.get(QueueFileParameter.NODE_NUMBER, OptionalInt.class)),
                SpoolFiles.ofSystem());
    }

    @SuppressWarnings("unchecked")
    private static FileAccess access(Parameters parameters, Path base) throws BadConfiguration {
        String owner = parameters.get(QueueFileParameter.OWNER, String.class);
        String group = parameters.get(QueueFileParameter.GROUP, String.class);
        UserPrincipalLookupService users = base.getFileSystem().getUserPrincipalLookupService();
        QueueFileParameter asked = QueueFileParameter.OWNER;
        try {
            Optional<UserPrincipal> user =
                    owner.isEmpty() ? Optional.empty() : Optional.of(users.lookupPrincipalByName(owner));
            asked = QueueFileParameter.GROUP;
            Optional<GroupPrincipal> members =
                    group.isEmpty() ? Optional.empty() : Optional.of(users.lookupPrincipalByGroupName(group));
            return new FileAccess(parameters.get(QueueFileParameter.MODE, Set.class), user, members);
        } catch (IOException unknown) {
            throw parameters.refusal(asked, asked == QueueFileParameter.OWNER ? owner : group, "not known here");
        }
    }

    @Override
    public Collection<ProcessingState> requiredProcessingState() {
        return List.of(new ProcessingState(onError));
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        MessageSeam.restore(mail);
        if (Attributes.PICKUP_ID.get(mail).isPresent()) {
            services.counters().count("queuefile.returned");
            return;
        }
        // RFC 8689 §4.2.1: who cannot pass the obligation on must not pass the message on
        if (TlsAttributes.isRequired(mail)) {
            fail(mail, "requiretls", "REQUIRETLS: Exim's format cannot carry it");
            return;
        }
        Parsed<SpoolDraft> draft = draft(mail);
        if (draft instanceof Parsed.Malformed<SpoolDraft> bad) {
            fail(mail, "unfit", bad.rule() + ": " + bad.message());
            return;
        }
        try {
            written(
                    mail,
                    Objects.requireNonNull(writer, "init was not called")
                            .write(draft.orThrow(), SpoolFacts.directoryValues(mail))
                            .id());
        } catch (IOException e) {
            fail(mail, "failed", e.toString());
        }
    }

    private Parsed<SpoolDraft> draft(Mail mail) throws MessagingException {
        Parsed<SpoolEnvelope> envelope =
                Objects.requireNonNull(facts, "init was not called").envelope(mail);
        return envelope instanceof Parsed.Malformed<SpoolEnvelope> bad
                ? bad.as()
                : SpoolDraft.of(envelope.orThrow(), MessageSeam.read(mail));
    }

    private void written(Mail mail, SpoolId id) {
        Attributes.QUEUEFILE_ID.set(mail, id.text());
        services.counters().count("queuefile.written");
        LOGGER.info("{}", new LogLine().add("mail", mail.getName()).add("queuefile", id.text()));
        if (after == After.GHOST) {
            mail.setState(Mail.GHOST);
        }
    }

    private void fail(Mail mail, String kind, String why) {
        String reason = LogLine.printable(why);
        Attributes.QUEUEFILE_ERROR.set(mail, reason);
        services.counters().count("queuefile." + kind);
        LOGGER.warn(
                "{}",
                new LogLine().add("mail", mail.getName()).add("queuefile", kind).add("reason", reason));
        mail.setState(onError);
    }
}
