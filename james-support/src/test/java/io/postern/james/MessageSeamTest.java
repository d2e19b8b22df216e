// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.message.HeaderField;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageInputStreamSource;
import org.apache.james.server.core.MimeMessageWrapper;
import org.junit.jupiter.api.Test;

class MessageSeamTest {
    private static final String HEAD = "Subject: gr\u00fc\u00df\r\nX-Odd  : y\r\n\tfolded\r\n";
    private static final String BODY = "\r\nBody \u00e9\r\n\r\n";
    private static final HeaderField ADDED = HeaderField.of("X-Added", " yes");

    private static MailImpl mail(String octets) throws MessagingException {
        MailImpl mail = MailImpl.builder().name("mail").sender("a@example.com").build();
        mail.setMessageContent(
                MimeMessageInputStreamSource.create("mail", new ByteArrayInputStream(octets.getBytes(ISO_8859_1))));
        return mail;
    }

    private static String octets(MailImpl mail) throws MessagingException, IOException {
        try (InputStream in = MessageSeam.octets(mail).open()) {
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    private static String written(MailImpl mail) throws MessagingException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        mail.getMessage().writeTo(out);
        return out.toString(ISO_8859_1);
    }

    @Test
    void aPrependedFieldLeavesEveryOtherOctet() throws Exception {
        MailImpl mail = mail(HEAD + BODY);
        MessageSeam.edit(mail, message -> message.prepend(List.of(ADDED)));
        assertThat(octets(mail)).isEqualTo("X-Added: yes\r\n" + HEAD + BODY);
    }

    @Test
    void whatJamesWritesKeepsEightBitHeaders() throws Exception {
        MailImpl mail = mail(HEAD + BODY);
        MessageSeam.edit(mail, message -> message.prepend(List.of(ADDED)));
        assertThat(written(mail)).isEqualTo("X-Added: yes\r\n" + HEAD + BODY);
    }

    @Test
    void aHeaderThatAMailetAddsBringsNoOthers() throws Exception {
        MailImpl mail = mail(HEAD + BODY);
        MessageSeam.edit(mail, message -> message);
        mail.getMessage().addHeader("X-Mailet", "here");
        assertThat(written(mail))
                .contains(HEAD)
                .contains("X-Mailet: here\r\n")
                .endsWith(BODY)
                .doesNotContain("Date:");
        assertThat(octets(mail)).isEqualTo(written(mail));
    }

    @Test
    void fieldsThatAMailetHasChangedAreEditedToo() throws Exception {
        MailImpl mail = mail(HEAD + BODY);
        MessageSeam.edit(mail, message -> message);
        mail.getMessage().addHeader("X-Mailet", "here");
        MessageSeam.edit(mail, message -> message.prepend(List.of(ADDED)));
        assertThat(octets(mail))
                .startsWith("X-Added: yes\r\n")
                .contains("X-Mailet: here\r\n")
                .endsWith(BODY);
    }

    @Test
    void aSecondEditStandsOnTheSameBody() throws Exception {
        MailImpl mail = mail(HEAD + BODY);
        MessageSeam.edit(mail, message -> message.prepend(List.of(ADDED)));
        MessageSeam.edit(mail, message -> message.without(field -> field.isNamed("X-Added")));
        assertThat(octets(mail)).isEqualTo(HEAD + BODY);
    }

    @Test
    void aLargeBodyIsNotCopied() throws Exception {
        String body = "\r\n" + "x".repeat(1_000_000);
        MailImpl mail = mail(HEAD + body);
        MimeMessageWrapper before = (MimeMessageWrapper) mail.getMessage();
        MessageSeam.edit(mail, message -> message.prepend(List.of(ADDED)));
        assertThat(before.getSourceId()).as("its source was taken over").isNull();
        assertThat(octets(mail)).endsWith(body);
        LifecycleUtil.dispose(mail);
    }

    @Test
    void theSizeIsThatOfTheEditedMessage() throws Exception {
        MailImpl mail = mail(HEAD + BODY);
        MessageSeam.edit(mail, message -> message.prepend(List.of(ADDED)));
        assertThat(mail.getMessageSize()).isEqualTo(("X-Added: yes\r\n" + HEAD + BODY).length());
    }
}
