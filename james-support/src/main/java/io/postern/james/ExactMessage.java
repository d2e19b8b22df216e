// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
 * {@code ?}. After a mailet has changed header fields the others keep their octets, and nothing is added. A changed
 * body is written by James.
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
                    ? new SequenceInputStream(new ByteArrayInputStream(head(getAllHeaderLines())), body())
                    : source.getInputStream();
        } catch (IOException e) {
            throw new MessagingException("message cannot be read", e);
        }
    }

    @Override
    public void writeTo(OutputStream headerOut, OutputStream bodyOut, String[] ignoreList, boolean preLoad)
            throws IOException, MessagingException {
        if (isBodyModified() || source == null) {
            super.writeTo(headerOut, bodyOut, ignoreList, preLoad);
            return;
        }
        if (!isHeaderModified() && ignoreList.length == 0 && headerOut == bodyOut) {
            try (InputStream in = source.getInputStream()) {
                in.transferTo(headerOut);
            }
            return;
        }
        headerOut.write(head(getNonMatchingHeaderLines(ignoreList)));
        try (InputStream in = body()) {
            in.transferTo(bodyOut);
        }
    }

    /** The mail API keeps one char for each octet. */
    private static byte[] head(Enumeration<String> lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (lines.hasMoreElements()) {
            out.write(lines.nextElement().getBytes(ISO_8859_1));
            out.write(CRLF);
        }
        out.write(CRLF);
        return out.toByteArray();
    }

    private InputStream body() throws IOException, MessagingException {
        InputStream in = source.getInputStream();
        new MailHeaders(in);
        return in;
    }
}
