// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.postern.message.HeaderField;
import io.postern.message.KeptFields;
import io.postern.message.MessageHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.metrics.dropwizard.DropWizardMetricFactory;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageInputStreamSource;
import org.apache.james.server.core.MimeMessageWrapper;
import org.junit.jupiter.api.Test;

class MessageSeamTest {
    private static final String HEAD = "Subject: gr\u00fc\u00df\r\nX-Odd  : y\r\n\tfolded\r\n";
    private static final String BODY = "\r\nBody \u00e9\r\n\r\n";
    private static final String MARK = "Received: by mx.example.org id 1\r\n";
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

    @Test
    void aBodyWithoutLineEndStaysSo() throws Exception {
        MailImpl mail = mail(HEAD + "\r\nno end \u00e9");
        MessageSeam.edit(mail, message -> message.prepend(List.of(ADDED)));
        assertThat(written(mail)).isEqualTo("X-Added: yes\r\n" + HEAD + "\r\nno end \u00e9");
    }

    @Test
    void aChangedBodyLeavesTheOtherFields() throws Exception {
        MailImpl mail = mail(HEAD + BODY);
        MessageSeam.restore(mail);
        mail.getMessage().setText("new");
        assertThat(written(mail)).contains("\r\n" + HEAD).endsWith("\r\n\r\nnew");
        MessageSeam.edit(mail, message -> message.prepend(List.of(ADDED)));
        assertThat(octets(mail)).startsWith("X-Added: yes\r\n").contains(HEAD).endsWith("\r\n\r\nnew");
        assertThat(octets(mail)).isEqualTo(written(mail));
    }

    @Test
    void whatAMailetDidToJamessOwnMessageIsNotLost() throws Exception {
        MailImpl header = mail(HEAD + BODY);
        header.getMessage().addHeader("X-Mailet", "here");
        MessageSeam.restore(header);
        assertThat(written(header))
                .contains(HEAD)
                .contains("X-Mailet: here\r\n")
                .endsWith(BODY);

        MailImpl body = mail(HEAD + BODY);
        body.getMessage().setText("new");
        MessageSeam.restore(body);
        assertThat(written(body)).contains("\r\n" + HEAD).endsWith("\r\n\r\nnew");
    }

    @Test
    void aMessageThatSomebodyHasLookedIntoIsExactToo() throws Exception {
        MailImpl mail = mail(HEAD + BODY);
        assertThat(mail.getMessage().getContent()).isNotNull();
        assertThat(octets(mail)).isEqualTo(HEAD + BODY);
        MessageSeam.restore(mail);
        assertThat(written(mail)).isEqualTo(HEAD + BODY);
    }

    @Test
    void aBareCarriageReturnForAnEmptyLineLosesNoOctetOfTheBody() throws Exception {
        MailImpl mail = mail("a: 1\r\n\rbody");
        MessageSeam.edit(mail, message -> message);
        mail.getMessage().addHeader("X-Mailet", "here");
        assertThat(written(mail)).endsWith("\r\n\r\nbody");
    }

    @Test
    void keptFieldsAreRestoredOnceInAMangledCopy() throws Exception {
        MailImpl mail = received(HEAD + BODY);
        mail.setMessage(mangledCopy(mail));
        assertThat(octets(mail)).as("James mangles").contains("Subject: gr??\r\n");

        MessageSeam.restore(mail);
        assertThat(octets(mail)).isEqualTo(MARK + HEAD + BODY);
        assertThat(written(mail)).isEqualTo(MARK + HEAD + BODY);
        MimeMessageWrapper restored = (MimeMessageWrapper) mail.getMessage();
        MessageSeam.restore(mail);
        assertThat(mail.getMessage()).isSameAs(restored);
    }

    @Test
    void whatAnEditReadsIsRestored() throws Exception {
        MailImpl mail = received(HEAD + BODY);
        mail.setMessage(mangledCopy(mail));
        MessageSeam.edit(mail, message -> message.prepend(List.of(ADDED)));
        assertThat(octets(mail)).isEqualTo("X-Added: yes\r\n" + MARK + HEAD + BODY);
    }

    @Test
    void aFieldThatAMailetSetsIsNotTakenForAMangledOne() throws Exception {
        MailImpl mail = received(HEAD + BODY);
        mail.getMessage().setHeader("Subject", "gr??");
        MessageSeam.restore(mail);
        assertThat(octets(mail)).contains("Subject: gr??\r\n");
    }

    @Test
    void aBounceThatInheritsTheAttributeIsLeftAlone() throws Exception {
        MailImpl mail = received("Subject: =\u00e9UTF-8?Q?Failure?=\r\n" + BODY);
        String bounce = "Received: from localhost\r\nSubject: =?UTF-8?Q?Failure?=\r\n" + BODY;
        mail.setMessageContent(
                MimeMessageInputStreamSource.create("b", new ByteArrayInputStream(bounce.getBytes(ISO_8859_1))));
        MessageSeam.restore(mail);
        assertThat(octets(mail)).isEqualTo(bounce);
    }

    @Test
    void aMailWithoutKeptFieldsStaysAsItIs() throws Exception {
        MailImpl mail = mail("Subject: gr??\r\n" + BODY);
        MessageSeam.restore(mail);
        assertThat(octets(mail)).isEqualTo("Subject: gr??\r\n" + BODY);
    }

    @Test
    void anAttributeThatIsNotOursIsIgnored() throws Exception {
        for (String text : List.of("", "%", "AAAA")) {
            MailImpl mail = mail("Subject: gr??\r\n" + BODY);
            Attributes.HEADER_OCTETS.set(mail, text);
            MessageSeam.restore(mail);
            assertThat(octets(mail)).as(text).isEqualTo("Subject: gr??\r\n" + BODY);
        }
    }

    @Test
    void asciiHeadersNeedNoAttribute() throws Exception {
        assertThat(Attributes.HEADER_OCTETS.get(received("Subject: x\r\n" + BODY)))
                .isEmpty();
    }

    @Test
    void moreThanTheBoundIsNotKeptButCounted() throws Exception {
        MetricRegistry metrics = new MetricRegistry();
        String field = "X: " + "\u00e9".repeat(KeptFields.MAX_OCTETS) + "\r\n";
        MailImpl mail = mail(MARK + field + BODY);
        MessageSeam.keep(mail, MessageSeam.read(mail).head(), counters(metrics));

        assertThat(Attributes.HEADER_OCTETS.get(mail)).isEmpty();
        assertThat(metrics.meter("postern.octets.unkept").getCount()).isOne();
        assertThat(written(mail)).isEqualTo(MARK + field + BODY);
    }

    @Test
    void theLargestHeadThatIsLetInKeepsItsOctets() throws Exception {
        String field = "X-Eight: " + "\u00e9".repeat(989) + "\r\n";
        String head = MARK + field.repeat((MessageHead.MAX_OCTETS - MARK.length() - 2) / field.length());
        MailImpl mail = received(head.substring(MARK.length()) + BODY);
        assertThat(Attributes.HEADER_OCTETS.get(mail)).isEmpty();

        mail.getMessage().addHeader("X-Mailet", "here");
        assertThat(written(mail).equals("X-Mailet: here\r\n" + head + BODY)).isTrue();
        MimeMessageWrapper copy = mangledCopy(mail);
        mail.setMessage(copy);
        LifecycleUtil.dispose(copy);
        MessageSeam.restore(mail);
        assertThat(octets(mail).equals("X-Mailet: here\r\n" + head.replace('\u00e9', '?') + BODY))
                .as("nothing was kept")
                .isTrue();
        LifecycleUtil.dispose(mail);
    }

    private static MailImpl received(String octets) throws MessagingException {
        MailImpl mail = mail(MARK + octets);
        MessageSeam.keep(mail, MessageSeam.read(mail).head(), counters(new MetricRegistry()));
        return mail;
    }

    private static Counters counters(MetricRegistry registry) {
        return new Counters(new DropWizardMetricFactory(registry));
    }

    /**
     * As a mailet makes it that sets a copy of James's message: the copy of the copy has gone through James's writer.
     */
    private static MimeMessageWrapper mangledCopy(MailImpl mail) throws MessagingException {
        return new MimeMessageWrapper(mail.getMessage());
    }
}
