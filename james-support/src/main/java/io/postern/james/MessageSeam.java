// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.message.Message;
import io.postern.message.OctetSource;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
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
        MimeMessage message = mail.getMessage();
        if (message instanceof MimeMessageWrapper wrapper) {
            return () -> {
                try {
                    return wrapper.getMessageInputStream();
                } catch (MessagingException e) {
                    throw new IOException(e);
                }
            };
        }
        throw new MessagingException(
                "not a message of James: " + message.getClass().getName());
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
     * Changes the head of the mail's message; what {@code edit} leaves alone keeps its octets. The body is not copied
     * where James allows it.
     */
    public static void edit(Mail mail, UnaryOperator<Message> edit) throws MessagingException {
        if (!(mail instanceof MailImpl impl && mail.getMessage() instanceof MimeMessageWrapper wrapper)) {
            throw new MessagingException(
                    "not a mail of James: " + mail.getClass().getName());
        }
        try {
            Optional<MimeMessageSource> base = wrapper.isModified() ? Optional.empty() : taken(wrapper);
            if (base.isEmpty()) {
                impl.setMessageNoCopy(new ExactMessage(copied(mail, edit.apply(Message.read(octets(mail))))));
                return;
            }
            EditedSource source = base.get() instanceof EditedSource edited
                    ? edited.with(edit)
                    : new EditedSource(edit.apply(Message.read(base.get()::getInputStream)), base.get());
            release(wrapper);
            impl.setMessageNoCopy(new ExactMessage(source));
        } catch (IOException e) {
            throw new MessagingException("message of " + mail.getName(), e);
        }
    }

    private static MimeMessageSource copied(Mail mail, Message edited) throws MessagingException, IOException {
        try (InputStream in = edited.open()) {
            return MimeMessageInputStreamSource.create(mail.getName(), in);
        }
    }

    private static Optional<MimeMessageSource> taken(MimeMessageWrapper wrapper) {
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
