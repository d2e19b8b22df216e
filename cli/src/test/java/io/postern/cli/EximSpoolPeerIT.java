// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.eximspool.BodyForm;
import io.postern.eximspool.DsnNotify;
import io.postern.eximspool.FileAccess;
import io.postern.eximspool.IdForm;
import io.postern.eximspool.Split;
import io.postern.eximspool.SpoolDirectory;
import io.postern.eximspool.SpoolDraft;
import io.postern.eximspool.SpoolEntry;
import io.postern.eximspool.SpoolEnvelope;
import io.postern.eximspool.SpoolFiles;
import io.postern.eximspool.SpoolId;
import io.postern.eximspool.SpoolIds;
import io.postern.eximspool.SpoolPair;
import io.postern.eximspool.SpoolRecipient;
import io.postern.eximspool.SpoolSettings;
import io.postern.eximspool.SpoolVariable;
import io.postern.eximspool.SpoolWriter;
import io.postern.eximspool.Submitter;
import io.postern.eximspool.Taken;
import io.postern.message.Message;
import io.postern.message.OctetSource;
import io.postern.testing.PrivateExim;
import io.postern.value.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's Exim lists, shows and delivers our pairs, and we read those that it queued. */
@Tag("peer")
class EximSpoolPeerIT {
    private static final String MESSAGE =
            "Received: from client.example\r\n\tby mx.example.org; Sun, 22 Nov 2026 04:00:00 +0000\r\n"
                    + "From: a@example.com\r\nTo: b@example.org,\r\n c@example.org\r\nSubject: octets \u00e9\u00ff\r\n"
                    + "Message-ID: <1@example.com>\r\n\r\nOne\r\n.two\r\n..three \u00e9\u00ff\r\n\r\nend\r\n";

    @TempDir
    Path home;

    private MailSink sink;
    private PrivateExim exim;

    @BeforeEach
    void prepare() throws IOException {
        sink = new MailSink();
        exim = PrivateExim.sending(home, sink.port(), """
                tls_advertise_hosts =
                dsn_advertise_hosts = *
                smtputf8_advertise_hosts = *
                accept_8bitmime = true
                allow_utf8_domains = true
                strip_excess_angle_brackets = true
                acl_smtp_rcpt = accept
                acl_smtp_data = accept
                """, "  max_rcpt = 0");
    }

    @AfterEach
    void close() throws IOException {
        sink.close();
    }

    private static SpoolEnvelope envelope(String sender, List<SpoolRecipient> recipients, SpoolVariable... variables) {
        return new SpoolEnvelope(
                new Submitter("Debian-exim", 0, 0),
                sender,
                Clock.systemUTC().instant(),
                0,
                List.of(variables),
                List.of(),
                new TreeSet<>(),
                recipients);
    }

    private static SpoolEnvelope envelope(String sender, String... recipients) {
        return envelope(
                sender, List.of(recipients).stream().map(SpoolRecipient::of).toList());
    }

    /** Exim's own user and mode. */
    private FileAccess access() {
        return new FileAccess(FileAccess.DEFAULT.mode(), Optional.of(exim.user()), Optional.of(exim.group()));
    }

    private SpoolId write(SpoolEnvelope envelope, String message) throws IOException {
        return write(SpoolSettings.of(exim.input()), envelope, message);
    }

    private SpoolId write(SpoolSettings settings, SpoolEnvelope envelope, String message) throws IOException {
        SpoolIds ids = SpoolIds.ofThisProcess(IdForm.SHORT, OptionalInt.of(3), Clock.systemUTC());
        Message octets = Message.read(OctetSource.of(message.getBytes(ISO_8859_1)));
        return new SpoolWriter(settings.with(access()), ids, SpoolFiles.ofSystem())
                .write(SpoolDraft.of(envelope, octets).orThrow())
                .id();
    }

    private MailSink.Received delivered(SpoolId id) throws IOException, InterruptedException {
        String said = exim.run("", "-M", id.text());
        assertThat(exim.log()).as(said).contains(id + " Completed");
        assertThat(new SpoolDirectory(exim.input()).find(id)).isEmpty();
        return sink.next();
    }

    @Test
    void ourPairsAreListedShownAndDelivered() throws Exception {
        SpoolId id = write(envelope("a@example.com", "b@example.org", "c@example.org"), MESSAGE);
        assertThat(exim.run("", "-bp"))
                .contains(id + " <a@example.com>")
                .contains("          b@example.org\n          c@example.org\n");
        String lf = MESSAGE.replace("\r\n", "\n");
        assertThat(exim.run("", "-Mvh", id.text()))
                .startsWith(id + "-H\n")
                .contains("\nXX\n2\nb@example.org\nc@example.org\n\n");
        assertThat(exim.run("", "-Mvb", id.text())).isEqualTo(id + "-D\n" + lf.substring(lf.indexOf("\n\n") + 2));
        MailSink.Received received = delivered(id);
        assertThat(received.mail()).startsWith("MAIL FROM:<a@example.com>");
        assertThat(received.recipients())
                .containsExactlyInAnyOrder("RCPT TO:<b@example.org>", "RCPT TO:<c@example.org>");
        assertThat(received.octets()).isEqualTo(MESSAGE);
    }

    @Test
    void aSplitSpoolAndTheWireFormAreDeliveredToo() throws Exception {
        SpoolSettings settings =
                SpoolSettings.of(exim.input()).with(Split.SPLIT).with(BodyForm.WIRE);
        SpoolId id = write(settings, envelope("a@example.com", "b@example.org"), MESSAGE);
        assertThat(exim.run("", "-bp")).contains(id.text());
        assertThat(delivered(id).octets()).isEqualTo(MESSAGE);
    }

    @Test
    void theNullSenderIsOneAndDsnParametersArrive() throws Exception {
        SpoolRecipient plain = SpoolRecipient.of("b@example.org");
        SpoolRecipient dsn = new SpoolRecipient(
                "c@example.org", Set.of(DsnNotify.SUCCESS, DsnNotify.DELAY), "rfc822;orig@example.org", "", -1);
        SpoolRecipient never = new SpoolRecipient("d@example.org", Set.of(DsnNotify.NEVER), "", "", -1);
        SpoolVariable[] variables = {SpoolVariable.remote("dsn_envid", "e+2B17"), SpoolVariable.of("dsn_ret", "2")};
        SpoolId id = write(envelope("", List.of(plain, dsn, never), variables), MESSAGE);
        MailSink.Received received = delivered(id);
        assertThat(received.mail())
                .startsWith("MAIL FROM:<>")
                .contains("RET=HDRS")
                .contains("ENVID=e+2B17");
        assertThat(received.recipients())
                .containsExactlyInAnyOrder(
                        "RCPT TO:<b@example.org>",
                        "RCPT TO:<c@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;orig@example.org",
                        "RCPT TO:<d@example.org> NOTIFY=NEVER");
    }

    @Test
    void aThousandRecipientsAreOneMessageAndDoneOnesAreLeftOut() throws Exception {
        List<SpoolRecipient> all = IntStream.range(0, 1_000)
                .mapToObj(i -> SpoolRecipient.of((i % 7 == 0 ? "Z" : "a") + i + "@d" + i % 10 + ".example"))
                .toList();
        SpoolEnvelope whole = envelope("a@example.com", all);
        TreeSet<String> done = new TreeSet<>();
        for (int i = 0; i < all.size(); i += 3) {
            done.add(all.get(i).address());
        }
        SpoolEnvelope rest = new SpoolEnvelope(
                whole.submitter(), whole.sender(), whole.received(), 0, List.of(), List.of(), done, all);
        SpoolId id = write(rest, MESSAGE);
        assertThat(exim.run("", "-bp")).contains("        D Z0@d0.example\n          a1@d1.example\n");
        MailSink.Received received = delivered(id);
        assertThat(received.octets()).isEqualTo(MESSAGE);
        assertThat(received.recipients())
                .containsExactlyInAnyOrderElementsOf(rest.remaining().stream()
                        .map(recipient -> "RCPT TO:<" + recipient.address() + ">")
                        .toList());
    }

    @Test
    void quotedLocalPartsAndInternationalAddressesArrive() throws Exception {
        String quoted = "\"a 12,3 #1\"@example.org";
        String international = Utf8.encode("j\u00f6rg@b\u00fccher.example");
        SpoolEnvelope envelope = envelope(
                Utf8.encode("\u00e4@example.com"),
                List.of(SpoolRecipient.of(quoted), SpoolRecipient.of(international)),
                SpoolVariable.of("smtputf8", ""));
        MailSink.Received received = delivered(write(envelope, MESSAGE));
        assertThat(received.mail()).contains("SMTPUTF8");
        assertThat(received.recipients())
                .containsExactlyInAnyOrder("RCPT TO:<" + quoted + ">", "RCPT TO:<" + international + ">");
        assertThat(received.octets()).isEqualTo(MESSAGE);
    }

    @Test
    void twentyMebibytesArrive() throws Exception {
        String line = "0123456789abcdef".repeat(4) + "\u00e9\r\n";
        String message = MESSAGE + line.repeat(20 * 1024 * 1024 / line.length());
        SpoolId id = write(envelope("a@example.com", "b@example.org"), message);
        assertThat(delivered(id).octets().equals(message)).isTrue();
    }

    @Test
    void weReadWhatEximQueued() throws Exception {
        String message = MESSAGE.replace("\r\n", "\n");
        String[] words = {"-odq", "-oi", "-bs", "-oMa", "127.0.0.1"};
        String stuffed = MESSAGE.replace("\r\n.", "\r\n..");
        String said = exim.run(
                "EHLO peer.example\r\nMAIL FROM:<a@example.com> BODY=8BITMIME RET=FULL ENVID=xyz\r\n"
                        + "RCPT TO:<b@example.org> NOTIFY=FAILURE ORCPT=rfc822;x@example.org\r\n"
                        + "RCPT TO:<\"c d\"@example.org>\r\nDATA\r\n" + stuffed + ".\r\nQUIT\r\n",
                words);
        assertThat(said).as(exim.log()).contains("250 OK id=");
        SpoolEntry entry = new SpoolDirectory(exim.input()).list().get(0);
        String ours = "";
        try (SpoolPair pair = ((Taken.Pair) SpoolDirectory.take(entry)).pair();
                InputStream in = pair.message().open()) {
            SpoolEnvelope envelope = pair.header().envelope();
            assertThat(envelope.sender()).isEqualTo("a@example.com");
            assertThat(envelope.remaining())
                    .containsExactly(
                            new SpoolRecipient(
                                    "b@example.org", Set.of(DsnNotify.FAILURE), "rfc822;x@example.org", "", -1),
                            SpoolRecipient.of("\"c d\"@example.org"));
            assertThat(envelope.variable("helo_name")).contains("peer.example");
            assertThat(envelope.variable("dsn_envid")).contains("xyz");
            assertThat(envelope.isFrozen()).isFalse();
            // Exim finds it locked
            assertThat(exim.run("", "-M", entry.id().text())).doesNotContain("Completed");
            assertThat(sink.isEmpty()).isTrue();
            ours = new String(in.readAllBytes(), ISO_8859_1);
        }
        assertThat(ours).endsWith(message.replace("\n", "\r\n"));
        exim.run("", "-Mf", entry.id().text());
        assertThat(SpoolDirectory.readHeader(entry).orThrow().envelope().isFrozen())
                .isTrue();
        assertThat(delivered(entry.id()).octets()).isEqualTo(ours);
    }
}
