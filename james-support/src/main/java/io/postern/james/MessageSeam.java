// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.message.KeptFields;
import io.postern.message.Message;
import io.postern.message.MessageHead;
import io.postern.message.OctetSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.mail.MessagingException;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageInputStreamSource;
import org.apache.james.server.core.MimeMessageSource;
import org.apache.james.server.core.MimeMessageWrapper;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exact octets out of a James mail and into it. James's own ways change octets: {@code writeTo} makes every 8-bit octet
 * of a header {@code ?}, {@code setMessage} copies through it, and a header added by the mail API brings others that
 * nobody asked for.
 *
 * <p>The one place that reaches into James by reflection: replacing a mail's message makes James dispose of the old one
 * together with the octets it stands on. Taking those octets over instead saves a copy of the body. Where the field is
 * not as expected, the octets are copied, and the log says so once.
 */
public final class MessageSeam {
    private static final Logger LOGGER = LoggerFactory.getLogger(MessageSeam.class);
    private static final Optional<Field> SOURCE = sourceField();

    private MessageSeam() {}

    /**
     * The octets of the mail's message as they are now; valid until the mail is disposed of or its message replaced.
     */
    public static OctetSource octets(Mail mail) throws MessagingException {
        MimeMessageWrapper wrapper = wrapper(mail);
        Optional<MimeMessageSource> source = wrapper.isModified() ? Optional.empty() : source(wrapper);
        return source.isPresent() ? source.get()::getInputStream : () -> open(wrapper);
    }

    /** The mail's message with its head in memory. */
    public static Message read(Mail mail) throws MessagingException {
        try {
            return Message.read(octets(mail));
        } catch (IOException e) {
            throw new MessagingException("message of " + mail.getName(), e);
        }
    }

    /**
     * Makes James keep the octets of a mail that has just been received, and keeps its header fields with octets above
     * 127 in {@link Attributes#HEADER_OCTETS}, for {@link #restore}: all of them, or none if they have more than
     * {@link KeptFields#MAX_OCTETS}, which is logged and counted once a mail. The body is not copied.
     *
     * @param head of the mail's message
     */
    public static void keep(Mail mail, MessageHead head, Counters counters) throws MessagingException {
        makeExact(mail);
        Optional<KeptFields> kept = KeptFields.of(head);
        if (kept.isEmpty()) {
            return;
        }
        if (kept.get().length() > KeptFields.MAX_OCTETS) {
            counters.count("octets.unkept");
            LOGGER.info(
                    "mail={}: {} octets of header fields with octets above 127, more than {}: not kept",
                    mail.getName(),
                    kept.get().length(),
                    KeptFields.MAX_OCTETS);
            return;
        }
        Attributes.HEADER_OCTETS.set(
                mail, Base64.getEncoder().encodeToString(kept.get().octets()));
    }

    /** Gives a new mail its message, which is copied, and {@linkplain #keep keeps} its octets. */
    static void receive(MailImpl mail, OctetSource message, Counters counters) throws MessagingException, IOException {
        try (InputStream in = message.open()) {
            mail.setMessageNoCopy(new ExactMessage(MimeMessageInputStreamSource.create(mail.getName(), in)));
        }
        keep(mail, read(mail).head(), counters);
    }

    /**
     * Makes James keep the octets of the mail's message from here on, and puts kept header fields back where a queue or
     * another mailet has made {@code ?} of their octets. Every mailet of ours begins with it. Where it has been called
     * and nobody has replaced the message since, it does nothing.
     */
    public static void restore(Mail mail) throws MessagingException {
        if (makeExact(mail)) {
            return;
        }
        Optional<KeptFields> kept = kept(mail);
        if (kept.isPresent()) {
            Message message = read(mail);
            if (kept.get().restore(message) != message) {
                LOGGER.debug("mail={}: header octets put back", mail.getName());
                replace(mail, kept.get()::restore);
            }
        }
    }

    /**
     * Changes the head of the mail's message, after {@link #restore}; what {@code edit} leaves alone keeps its octets.
     * The body is not copied where James allows it.
     *
     * @return the head of the message as it is now
     */
    public static MessageHead edit(Mail mail, UnaryOperator<Message> edit) throws MessagingException {
        restore(mail);
        return replace(mail, edit).head();
    }

    /** Whether the mail's message was exact before. */
    private static boolean makeExact(Mail mail) throws MessagingException {
        MimeMessageWrapper wrapper = wrapper(mail);
        if (wrapper instanceof ExactMessage) {
            return true;
        }
        Optional<MimeMessageSource> source = wrapper.isModified() ? Optional.empty() : source(wrapper);
        if (source.isPresent()) {
            takeOver(mail, wrapper, source.get());
        } else {
            replace(mail, message -> message);
        }
        return false;
    }

    /** Gives the message as it is then. */
    private static Message replace(Mail mail, UnaryOperator<Message> edit) throws MessagingException {
        MimeMessageWrapper wrapper = wrapper(mail);
        try {
            Optional<MimeMessageSource> base = wrapper.isBodyModified() ? Optional.empty() : source(wrapper);
            if (base.isPresent()) {
                EditedSource edited = edited(wrapper, base.get(), edit);
                takeOver(mail, wrapper, edited);
                return edited.message();
            }
            Message edited = edit.apply(Message.read(octets(mail)));
            james(mail).setMessageNoCopy(new ExactMessage(copied(mail, edited)));
            return edited;
        } catch (IOException e) {
            throw new MessagingException("message of " + mail.getName(), e);
        }
    }

    private static EditedSource edited(MimeMessageWrapper wrapper, MimeMessageSource base, UnaryOperator<Message> edit)
            throws MessagingException, IOException {
        if (wrapper.isModified()) {
            byte[] head = ExactMessage.head(wrapper.getAllHeaderLines());
            return new EditedSource(edit.apply(Message.read(ExactMessage.octets(head, base))), base);
        }
        return base instanceof EditedSource edited
                ? edited.with(edit)
                : new EditedSource(edit.apply(Message.read(base::getInputStream)), base);
    }

    /** The new message stands on the source of the old one, or on what was made over it. */
    private static void takeOver(Mail mail, MimeMessageWrapper old, MimeMessageSource source)
            throws MessagingException {
        MailImpl james = james(mail);
        release(old);
        james.setMessageNoCopy(new ExactMessage(source));
    }

    private static MailImpl james(Mail mail) throws MessagingException {
        if (mail instanceof MailImpl james) {
            return james;
        }
        throw new MessagingException("not a mail of James: " + mail.getClass().getName());
    }

    private static MimeMessageWrapper wrapper(Mail mail) throws MessagingException {
        if (mail.getMessage() instanceof MimeMessageWrapper wrapper) {
            return wrapper;
        }
        throw new MessagingException("not a message of James: " + mail.getMessage());
    }

    /** Through memory, as James does it when a body has changed. */
    private static InputStream open(MimeMessageWrapper wrapper) throws IOException {
        try {
            if (wrapper instanceof ExactMessage) {
                return wrapper.getMessageInputStream();
            }
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            ExactMessage.write(wrapper, octets);
            return new ByteArrayInputStream(octets.toByteArray());
        } catch (MessagingException e) {
            throw new IOException(e);
        }
    }

    private static Optional<KeptFields> kept(Mail mail) {
        return Attributes.HEADER_OCTETS.get(mail).flatMap(text -> {
            try {
                return KeptFields.parse(Base64.getDecoder().decode(text)).ok();
            } catch (IllegalArgumentException e) {
                LOGGER.warn(
                        "mail={}: {} is not what we write", mail.getName(), Attributes.HEADER_OCTETS.attributeName());
                return Optional.empty();
            }
        });
    }

    private static MimeMessageSource copied(Mail mail, Message edited) throws MessagingException, IOException {
        try (InputStream in = edited.open()) {
            return MimeMessageInputStreamSource.create(mail.getName(), in);
        }
    }

    private static Optional<MimeMessageSource> source(MimeMessageWrapper wrapper) {
        try {
            return SOURCE.isPresent()
                    ? Optional.ofNullable((MimeMessageSource) SOURCE.get().get(wrapper))
                    : Optional.empty();
        } catch (IllegalAccessException e) {
            throw new AssertionError("made accessible before", e);
        }
    }

    /** The wrapper must not dispose of the source that its successor stands on. */
    private static void release(MimeMessageWrapper wrapper) {
        try {
            SOURCE.orElseThrow().set(wrapper, null);
        } catch (IllegalAccessException e) {
            throw new AssertionError("made accessible before", e);
        }
    }

    @ReflectionOnJames
    private static Optional<Field> sourceField() {
        try {
            Field field = MimeMessageWrapper.class.getDeclaredField("source");
            field.setAccessible(true);
            return Optional.of(field);
        } catch (NoSuchFieldException | RuntimeException e) {
            LOGGER.warn("this James keeps its messages in another way: bodies are copied when a header is edited", e);
            return Optional.empty();
        }
    }
}
