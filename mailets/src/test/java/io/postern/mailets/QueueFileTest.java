// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import com.google.common.collect.ImmutableMap;
import io.postern.authres.AuthservId;
import io.postern.dns.Cassette;
import io.postern.eximspool.DsnNotify;
import io.postern.eximspool.SpoolDirectory;
import io.postern.eximspool.SpoolEntry;
import io.postern.eximspool.SpoolEnvelope;
import io.postern.eximspool.SpoolPair;
import io.postern.eximspool.SpoolRecipient;
import io.postern.eximspool.Taken;
import io.postern.james.Attributes;
import io.postern.james.Counters;
import io.postern.james.PosternServices;
import io.postern.james.SpoolIdSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.metrics.dropwizard.DropWizardMetricFactory;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageInputStreamSource;
import org.apache.james.server.core.MimeMessageWrapper;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.Mail;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueFileTest {
    private static final String MESSAGE =
            "Received: from x\r\nFrom: a@example.com\r\nSubject: \u00e9\r\n\r\nOne\r\n.two\r\n";

    @TempDir
    Path folder;

    private final DropWizardMetricFactory metrics = new DropWizardMetricFactory(new MetricRegistry());
    private final PosternServices services = new PosternServices(
            AuthservId.of("mx.example.org"),
            Duration.ofSeconds(1),
            Cassette.builder().build(),
            new Counters(metrics));
    private final SpoolIdSource ids = new SpoolIdSource(services);

    private QueueFile mailet(String... parameters) throws MessagingException {
        QueueFile mailet = new QueueFile(services, ids);
        FakeMailetConfig.Builder config = FakeMailetConfig.builder().mailetName("QueueFile");
        for (int i = 0; i < parameters.length; i += 2) {
            config.setProperty(parameters[i], parameters[i + 1]);
        }
        mailet.init(config.build());
        return mailet;
    }

    private QueueFile inFolder(String... more) throws MessagingException {
        String[] parameters = new String[more.length + 2];
        parameters[0] = "directory";
        parameters[1] = folder.toString();
        System.arraycopy(more, 0, parameters, 2, more.length);
        return mailet(parameters);
    }

    private static MailImpl mail(String message) throws Exception {
        MailImpl mail = MailImpl.builder()
                .name("mail")
                .sender("a@example.com")
                .addRecipients(new MailAddress("b@example.org"), new MailAddress("\"c d\"@example.org"))
                .state(Mail.TRANSPORT)
                .remoteAddr("192.0.2.9")
                .remoteHost("client.example")
                .build();
        mail.setAttribute(new Attribute(Mail.SMTP_SESSION_ID, AttributeValue.of("1")));
        mail.setAttribute(new Attribute(Mail.SMTP_HELO, AttributeValue.of("helo.example")));
        mail.setMessageNoCopy(new MimeMessageWrapper(
                MimeMessageInputStreamSource.create("mail", new ByteArrayInputStream(message.getBytes(ISO_8859_1)))));
        return mail;
    }

    private SpoolPair only(Path directory) throws IOException {
        List<SpoolEntry> entries = new SpoolDirectory(directory).list();
        assertThat(entries).hasSize(1);
        return ((Taken.Pair) SpoolDirectory.take(entries.get(0))).pair();
    }

    @Test
    void aMailIsWrittenOnceWithAllItsRecipientsAndItsOctets() throws Exception {
        Mail mail = mail(MESSAGE);
        inFolder().service(mail);
        assertThat(mail.getState()).isEqualTo(Mail.GHOST);
        try (SpoolPair pair = only(folder);
                InputStream in = pair.message().open()) {
            assertThat(new String(in.readAllBytes(), ISO_8859_1)).isEqualTo(MESSAGE);
            SpoolEnvelope envelope = pair.header().envelope();
            assertThat(envelope.sender()).isEqualTo("a@example.com");
            assertThat(envelope.recipients())
                    .containsExactlyInAnyOrder(
                            SpoolRecipient.of("b@example.org"), SpoolRecipient.of("\"c d\"@example.org"));
            assertThat(envelope.variable("helo_name")).contains("helo.example");
            assertThat(envelope.variable("host_address")).contains("[192.0.2.9]:0");
            assertThat(envelope.variable("host_name")).contains("client.example");
            assertThat(envelope.variable("received_protocol")).contains("esmtp");
            assertThat(Attributes.QUEUEFILE_ID.get(mail))
                    .contains(pair.header().id().text());
        }
        assertThat(metrics.generate("postern.queuefile.written").getCount()).isEqualTo(1);
    }

    @Test
    void dsnParametersAndMappedAttributesGoAlong() throws Exception {
        MailImpl mail = mail(MESSAGE);
        MailAddress first = new MailAddress("b@example.org");
        mail.setDsnParameters(DsnParameters.of(
                        Optional.of(DsnParameters.EnvId.of("xyz")),
                        Optional.of(DsnParameters.Ret.HDRS),
                        ImmutableMap.of(
                                first,
                                DsnParameters.RecipientDsnParameters.of(
                                        EnumSet.of(DsnParameters.Notify.SUCCESS, DsnParameters.Notify.DELAY),
                                        new MailAddress("orig@example.org"))))
                .orElseThrow());
        Attributes.SPF_RESULT.set(mail, "pass\nor so");
        inFolder("attributes", "postern.spf.result=acl_m_spf, absent=acl_c0", "after", "continue")
                .service(mail);
        assertThat(mail.getState()).isEqualTo(Mail.TRANSPORT);
        try (SpoolPair pair = only(folder)) {
            SpoolEnvelope envelope = pair.header().envelope();
            assertThat(envelope.variable("dsn_envid")).contains("xyz");
            assertThat(envelope.variable("dsn_ret")).contains("2");
            assertThat(envelope.recipients())
                    .contains(new SpoolRecipient(
                            "b@example.org",
                            Set.of(DsnNotify.SUCCESS, DsnNotify.DELAY),
                            "rfc822;orig@example.org",
                            "",
                            SpoolRecipient.NO_PARENT));
            assertThat(envelope.aclVariables()).singleElement().satisfies(variable -> {
                assertThat(variable.fullName()).isEqualTo("acl_m_spf");
                assertThat(variable.value()).isEqualTo("pass\nor so");
            });
        }
    }

    @Test
    void aMailUnderRequireTlsIsNotWritten() throws Exception {
        MailImpl mail = mail(MESSAGE);
        mail.setAttribute(new Attribute(AttributeName.of("REQUIRETLS"), AttributeValue.of(true)));
        inFolder("onError", "held").service(mail);
        assertThat(mail.getState()).isEqualTo("held");
        assertThat(Attributes.QUEUEFILE_ERROR.get(mail))
                .hasValueSatisfying(why -> assertThat(why).contains("REQUIRETLS"));
        assertThat(new SpoolDirectory(folder).list()).isEmpty();
        assertThat(metrics.generate("postern.queuefile.requiretls").getCount()).isEqualTo(1);
    }

    @Test
    void aMailThatWasTakenBackPasses() throws Exception {
        Mail mail = mail(MESSAGE);
        Attributes.PICKUP_ID.set(mail, "1xUr8B-0005PP-0K");
        inFolder().service(mail);
        assertThat(mail.getState()).isEqualTo(Mail.TRANSPORT);
        assertThat(new SpoolDirectory(folder).list()).isEmpty();
        assertThat(metrics.generate("postern.queuefile.returned").getCount()).isEqualTo(1);
    }

    @Test
    void aMailThatTheFormatCannotHoldIsNotWritten() throws Exception {
        MailImpl mail = mail("Subject: a\0b\r\n\r\nx\r\n");
        inFolder().service(mail);
        assertThat(mail.getState()).isEqualTo(Mail.ERROR);
        assertThat(Attributes.QUEUEFILE_ERROR.get(mail)).contains("header field: NUL in a header field");
        assertThat(metrics.generate("postern.queuefile.unfit").getCount()).isEqualTo(1);
    }

    @Test
    void aDirectoryThatHasVanishedLeavesTheMailInJames() throws Exception {
        Path gone = Files.createDirectory(folder.resolve("gone"));
        QueueFile mailet = mailet("directory", gone.toString());
        Files.delete(gone);
        MailImpl mail = mail(MESSAGE);
        mailet.service(mail);
        assertThat(mail.getState()).isEqualTo(Mail.ERROR);
        assertThat(Attributes.QUEUEFILE_ERROR.get(mail))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("NoSuchFile").contains("gone"));
        // and it is written when the directory is back
        Files.createDirectory(gone);
        MailImpl again = mail(MESSAGE);
        mailet.service(again);
        assertThat(again.getState()).isEqualTo(Mail.GHOST);
    }

    @Test
    void theDirectoryFollowsTheSenderAndStaysBelowItsBase() throws Exception {
        mailet("directory", folder + "/in-${sender_domain}", "split", "true", "mode", "660")
                .service(mail(MESSAGE));
        Path made = folder.resolve("in-example.com");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwxrwx---");
        try (SpoolPair pair = only(made)) {
            assertThat(pair.entry().header().getParent())
                    .isEqualTo(made.resolve(pair.header().id().splitFolder()));
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(pair.entry().data())))
                    .isEqualTo("rw-rw----");
        }
    }

    @Test
    void twoMailetsOfOneJamesNeverMakeTheSameId() throws Exception {
        QueueFile first = inFolder();
        QueueFile second = inFolder();
        for (int i = 0; i < 20; i++) {
            first.service(mail(MESSAGE));
            second.service(mail(MESSAGE));
        }
        assertThat(new SpoolDirectory(folder).list()).hasSize(40);
    }

    @ParameterizedTest
    @CsvSource({
        "directory, relative, an absolute path",
        "directory, /absent/directory, no such directory",
        "directory, /tmp/${nobody}, an unknown variable",
        "mode, 0999, three octal digits",
        "owner, nobody-of-that-name, not known here",
        "group, nobody-of-that-name, not known here",
        "idForm, 17, 16 | 23",
        "nodeNumber, 17, 0 to 16",
        "durability, maybe, fsync | none",
        "attributes, a=b, acl_m_name",
        "colour, red, unknown parameter"
    })
    void whatIsWrongWithAParameterIsTold(String name, String value, String why) {
        assertThatThrownBy(() -> {
                    if (name.equals("directory")) {
                        mailet(name, value);
                    } else {
                        inFolder(name, value);
                    }
                })
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("QueueFile")
                .hasMessageContaining(name)
                .hasMessageContaining(why);
    }

    @Test
    void theErrorProcessorMustExist() throws Exception {
        assertThat(inFolder("onError", "held").requiredProcessingState()).containsExactly(new ProcessingState("held"));
    }
}
