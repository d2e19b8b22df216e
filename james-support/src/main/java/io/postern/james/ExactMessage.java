// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.message.OctetSource;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Enumeration;
import javax.mail.MessagingException;
import org.apache.james.server.core.MailHeaders;
import org.apache.james.server.core.MimeMessageSource;
import org.apache.james.server.core.MimeMessageWrapper;

/**
 * James's message, written as it is: header octets stay what they are, where James's own writer makes 8-bit ones
 * {@code ?}. After a mailet has changed header fields the others keep their octets, and nothing is added. After a
 * mailet has changed the body, James completes the head and writes the body; the other fields keep their octets.
 */
final class ExactMessage extends MimeMessageWrapper {
    private static final byte[] CRLF = {'\r', '\n'};

    ExactMessage(MimeMessageSource source) {
        super(source);
    }

    @Override
    public InputStream getMessageInputStream() throws MessagingException {
        if (isBodyModified() || source == null) {
            return super.getMessageInputStream();
        }
        try {
            return isHeaderModified()
                    ? octets(head(getAllHeaderLines()), source).open()
                    : source.getInputStream();
        } catch (IOException e) {
            throw new MessagingException("message cannot be read", e);
        }
    }

    @Override
    public void writeTo(OutputStream headerOut, OutputStream bodyOut, String[] ignoreList, boolean preLoad)
            throws IOException, MessagingException {
        if (isBodyModified() || source == null) {
            super.writeTo(new Head(this, ignoreList, headerOut), bodyOut, ignoreList, preLoad);
            return;
        }
        if (!isHeaderModified() && ignoreList.length == 0 && headerOut == bodyOut) {
            writeTo(source, headerOut);
            return;
        }
        headerOut.write(head(getNonMatchingHeaderLines(ignoreList)));
        try (InputStream in = body(source)) {
            in.transferTo(bodyOut);
        }
    }

    private static void writeTo(MimeMessageSource source, OutputStream out) throws IOException {
        if (source instanceof EditedSource edited) {
            edited.writeTo(out);
            return;
        }
        try (InputStream in = source.getInputStream()) {
            in.transferTo(out);
        }
    }

    /** Writes James's own message with the header octets that it has in memory, and the body as James does. */
    static void write(MimeMessageWrapper message, OutputStream out) throws IOException, MessagingException {
        String[] nothing = {};
        message.writeTo(new Head(message, nothing, out), out, nothing);
    }

    /** The octets of a message that has other header fields than its source. */
    static OctetSource octets(byte[] head, MimeMessageSource source) {
        return () -> new SequenceInputStream(new ByteArrayInputStream(head), body(source));
    }

    /** The header section, as it is in memory: the mail API keeps one char for each octet. */
    static byte[] head(Enumeration<String> lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (lines.hasMoreElements()) {
            out.write(lines.nextElement().getBytes(ISO_8859_1));
            out.write(CRLF);
        }
        out.write(CRLF);
        return out.toByteArray();
    }

    /** What stands behind the head as the mail API reads it; buffered, for it puts octets back after a bare CR. */
    private static InputStream body(MimeMessageSource source) throws IOException {
        InputStream in = new BufferedInputStream(source.getInputStream());
        try {
            new MailHeaders(in);
            return in;
        } catch (MessagingException e) {
            in.close();
            throw new IOException(e);
        }
    }

    /** Takes what James writes of a head for the sign that the head is complete, and writes its octets instead. */
    private static final class Head extends OutputStream {
        private final MimeMessageWrapper message;
        private final String[] ignoreList;
        private final OutputStream out;
        private boolean written;

        Head(MimeMessageWrapper message, String[] ignoreList, OutputStream out) {
            this.message = message;
            this.ignoreList = ignoreList;
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            if (written) {
                return;
            }
            written = true;
            try {
                out.write(head(message.getNonMatchingHeaderLines(ignoreList)));
            } catch (MessagingException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            if (length > 0) {
                write(octets[offset]);
            }
        }
    }
}
