// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.codahale.metrics.MetricRegistry;
import io.postern.authres.AuthservId;
import io.postern.dns.Cassette;
import io.postern.james.Attributes;
import io.postern.james.Counters;
import io.postern.james.PosternServices;
import io.postern.james.SpoolIdSource;
import java.io.ByteArrayInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.james.metrics.dropwizard.DropWizardMetricFactory;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageInputStreamSource;
import org.apache.james.server.core.MimeMessageWrapper;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMailetConfig;

/** A QueueFile in a process that has less than it needs; says what became of each mail and what files there are. */
final class QueueFileProcess {
    private QueueFileProcess() {}

    static List<String> command(Path directory, int mails) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                QueueFileProcess.class.getName(),
                directory.toString(),
                String.valueOf(mails));
    }

    /** Directory and number of mails; afterwards all files are removed, and one mail more is written. */
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, ISO_8859_1);
        Path directory = Path.of(args[0]);
        PosternServices services = new PosternServices(
                AuthservId.of("mx.example.org"),
                Duration.ofSeconds(1),
                Cassette.builder().build(),
                new Counters(new DropWizardMetricFactory(new MetricRegistry())));
        QueueFile mailet = new QueueFile(services, new SpoolIdSource(services));
        mailet.init(FakeMailetConfig.builder()
                .mailetName("QueueFile")
                .setProperty("directory", directory.toString())
                .setProperty("onError", "held")
                .build());
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            out.println(serviced(mailet, i));
        }
        List<Path> files = files(directory);
        files.forEach(file -> out.println("file " + file.getFileName()));
        for (Path file : files) {
            if (Files.isWritable(directory)) {
                Files.delete(file);
            }
        }
        out.println("again " + serviced(mailet, -1));
        System.exit(0);
    }

    private static String serviced(QueueFile mailet, int number) throws Exception {
        String message = "Subject: " + number + "\r\n\r\n" + "0123456789\r\n".repeat(700);
        MailImpl mail = MailImpl.builder()
                .name("mail" + number)
                .sender("a@example.com")
                .addRecipients("b@example.org")
                .state(Mail.TRANSPORT)
                .build();
        mail.setMessageNoCopy(new MimeMessageWrapper(
                MimeMessageInputStreamSource.create("mail", new ByteArrayInputStream(message.getBytes(ISO_8859_1)))));
        mailet.service(mail);
        return "state " + mail.getState() + " "
                + Attributes.QUEUEFILE_ERROR.get(mail).orElse("");
    }

    private static List<Path> files(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return new ArrayList<>(files.sorted().toList());
        }
    }
}
