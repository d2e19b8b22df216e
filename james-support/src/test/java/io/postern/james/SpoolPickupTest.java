// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.postern.eximspool.AclVariable;
import io.postern.eximspool.DsnNotify;
import io.postern.eximspool.IdForm;
import io.postern.eximspool.SpoolDirectory;
import io.postern.eximspool.SpoolDraft;
import io.postern.eximspool.SpoolEntry;
import io.postern.eximspool.SpoolEnvelope;
import io.postern.eximspool.SpoolFiles;
import io.postern.eximspool.SpoolId;
import io.postern.eximspool.SpoolIds;
import io.postern.eximspool.SpoolIntake;
import io.postern.eximspool.SpoolPair;
import io.postern.eximspool.SpoolRecipient;
import io.postern.eximspool.SpoolSettings;
import io.postern.eximspool.SpoolVariable;
import io.postern.eximspool.SpoolWriter;
import io.postern.eximspool.Submitter;
import io.postern.eximspool.Taint;
import io.postern.eximspool.Taken;
import io.postern.james.PickupResult.Fate;
import io.postern.message.Message;
import io.postern.message.OctetSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.james.core.MailAddress;
import org.apache.james.metrics.dropwizard.DropWizardMetricFactory;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of pairs in a directory, with James's queue in memory. */
class SpoolPickupTest {
    private static final String MESSAGE = "Subject: gr\u00fc\u00df\r\nX-Odd  : y\r\n\tfolded\r\n\r\nBody \u00e9\r\n";

    /** A queue that has been stopped, if wanted. */
    private static final class Queue extends PickupQueue {
        private boolean stopped;
        private boolean forgetful;

        Queue(MailQueueFactory<?> queues) {
            super(queues);
        }

        @Override
        void enqueue(Mail mail) throws MailQueueException {
            if (stopped) {
                throw new MailQueueException("stopped");
            }
            super.enqueue(mail);
        }

        @Override
        boolean has(String name) throws IOException {
            return !forgetful && super.has(name);
        }
    }

    @TempDir
    private Path directory;

    private final MemoryMailQueueFactory queues = new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory());
    private final Queue queue = new Queue(queues);
    private final MetricRegistry metrics = new MetricRegistry();
    private SpoolPickup pickup = new SpoolPickup(Optional.empty(), queue, counters(), Clock.systemUTC());

    @BeforeEach
    void prepare() {
        pickup = pickup();
    }

    private Counters counters() {
        return new Counters(new DropWizardMetricFactory(metrics));
    }

    private SpoolPickup pickup() {
        SpoolAttribute flag = SpoolAttribute.parse("org.apache.james.SMTPIsAuthNetwork=acl_m_relay")
                .orThrow();
        SpoolAttribute spf =
                SpoolAttribute.parse("postern.spf.result=acl_m_spf").orThrow();
        PickupSettings settings = new PickupSettings(
                directory, "transport", Duration.ofSeconds(1), List.of(flag, spf), Duration.ofMinutes(1), 0);
        return new SpoolPickup(Optional.of(settings), queue, counters(), Clock.systemUTC());
    }

    private static SpoolEnvelope envelope(String sender, List<SpoolVariable> variables, SpoolRecipient... recipients) {
        return new SpoolEnvelope(
                new Submitter("james", 1, 1),
                sender,
                Instant.ofEpochSecond(1_795_290_735),
                0,
                variables,
                List.of(
                        new AclVariable(AclVariable.Scope.MESSAGE, "_relay", "true", Taint.REMOTE),
                        new AclVariable(AclVariable.Scope.MESSAGE, "_spf", "pass", Taint.REMOTE),
                        new AclVariable(AclVariable.Scope.MESSAGE, "_other", "x", Taint.REMOTE)),
                new TreeSet<>(Set.of("done@example.org")),
                List.of(recipients));
    }

    private SpoolEntry write(SpoolEnvelope envelope) throws IOException {
        SpoolIds ids = SpoolIds.ofThisProcess(IdForm.SHORT, OptionalInt.empty(), Clock.systemUTC());
        Message message = Message.read(OctetSource.of(MESSAGE.getBytes(ISO_8859_1)));
        SpoolId id = new SpoolWriter(SpoolSettings.of(directory), ids, SpoolFiles.ofSystem())
                .write(SpoolDraft.of(envelope, message).orThrow())
                .id();
        return new SpoolDirectory(directory).find(id).orElseThrow();
    }

    private SpoolEntry write(SpoolVariable... variables) throws IOException {
        return write(envelope(
                "a@example.com",
                List.of(variables),
                SpoolRecipient.of("b@example.org"),
                SpoolRecipient.of("done@example.org")));
    }

    private List<Mail> enqueued() throws Exception {
        List<Mail> mails = new ArrayList<>();
        queues.createQueue(MailQueueFactory.SPOOL).browse().forEachRemaining(item -> mails.add(item.getMail()));
        return mails;
    }

    private static String octets(Mail mail) throws Exception {
        MessageSeam.restore(mail);
        try (InputStream in = MessageSeam.octets(mail).open()) {
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    private static Optional<AttributeValue<?>> attribute(Mail mail, String name) {
        return mail.getAttribute(AttributeName.of(name)).map(Attribute::getValue);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static void age(SpoolEntry entry, Duration age) throws IOException {
        FileTime then = FileTime.from(Clock.systemUTC().instant().minus(age));
        for (Path file : List.of(entry.header(), entry.data())) {
            if (Files.exists(file)) {
                Files.setLastModifiedTime(file, then);
            }
        }
    }

    @Test
    void aPairBecomesAMailWithItsOctetsAndTheRecipientsThatRemain() throws Exception {
        write();
        assertThat(pickup.look().counts()).containsOnlyKeys(Fate.ENQUEUED);
        Mail mail = enqueued().get(0);
        assertThat(octets(mail)).isEqualTo(MESSAGE);
        assertThat(mail.getMaybeSender().asString()).isEqualTo("a@example.com");
        assertThat(mail.getRecipients()).containsExactly(new MailAddress("b@example.org"));
        assertThat(mail.getState()).isEqualTo("transport");
        assertThat(files()).isEmpty();
    }

    @Test
    void factsBecomeAttributes() throws Exception {
        SpoolEntry entry = write(
                SpoolVariable.remote("helo_name", "client.example"),
                SpoolVariable.remote("host_address", "[2001:db8::1]:4711"),
                SpoolVariable.remote("host_name", "host.example"),
                SpoolVariable.of("auth_id", "user"),
                SpoolVariable.of("tls_ver", "TLSv1.3"),
                SpoolVariable.of("tls_requiretls", "0x1"),
                SpoolVariable.of("spam_score", "1.5"));
        pickup.look();
        Mail mail = enqueued().get(0);
        assertThat(mail.getRemoteAddr()).isEqualTo("2001:db8::1");
        assertThat(mail.getRemoteHost()).isEqualTo("host.example");
        assertThat(attribute(mail, "org.apache.james.HELO")).contains(AttributeValue.of("client.example"));
        assertThat(attribute(mail, "org.apache.james.SMTPAuthUser")).contains(AttributeValue.of("user"));
        assertThat(attribute(mail, "org.apache.james.ssl.protocol")).contains(AttributeValue.of("TLSv1.3"));
        assertThat(attribute(mail, "REQUIRETLS")).contains(AttributeValue.of(true));
        assertThat(attribute(mail, "org.apache.james.SMTPIsAuthNetwork")).contains(AttributeValue.of(true));
        assertThat(attribute(mail, "postern.spf.result")).contains(AttributeValue.of("pass"));
        assertThat(Attributes.PICKUP_ID.get(mail)).contains(entry.id().text());
        assertThat(Attributes.PICKUP_VARIABLES.get(mail).orElseThrow()).contains("\nspam_score 1.5");
    }

    // RFC 8689 §5
    @Test
    void underRequiretlsABounceIsTheHeaderAloneWhateverWasAskedFor() throws Exception {
        write(SpoolVariable.of("dsn_ret", "1"), SpoolVariable.of("tls_requiretls", "0x1"));
        pickup.look();
        assertThat(enqueued().get(0).dsnParameters().flatMap(DsnParameters::getRetParameter))
                .contains(DsnParameters.Ret.HDRS);
    }

    @Test
    void deliveryNoticesAreAskedForAsBefore() throws Exception {
        write(envelope(
                "",
                List.of(SpoolVariable.remote("dsn_envid", "e1"), SpoolVariable.of("dsn_ret", "2")),
                new SpoolRecipient(
                        "b@example.org",
                        Set.of(DsnNotify.SUCCESS, DsnNotify.FAILURE),
                        "rfc822;orig@example.com",
                        "",
                        SpoolRecipient.NO_PARENT)));
        pickup.look();
        Mail mail = enqueued().get(0);
        assertThat(mail.getMaybeSender().isNullSender()).isTrue();
        DsnParameters parameters = mail.dsnParameters().orElseThrow();
        assertThat(parameters.getEnvIdParameter().orElseThrow().asString()).isEqualTo("e1");
        assertThat(parameters.getRetParameter()).contains(DsnParameters.Ret.HDRS);
        DsnParameters.RecipientDsnParameters recipient =
                Objects.requireNonNull(parameters.getRcptParameters().get(new MailAddress("b@example.org")));
        assertThat(recipient.getOrcptParameter()).contains(new MailAddress("orig@example.com"));
        assertThat(recipient.getNotifyParameter().orElseThrow())
                .containsExactlyInAnyOrder(DsnParameters.Notify.SUCCESS, DsnParameters.Notify.FAILURE);
    }

    @Test
    void aFrozenPairAndOneThatSomebodyWorksOnAreLeft() throws Exception {
        SpoolEntry frozen = write(SpoolVariable.of("frozen", "1795290735"));
        SpoolEntry locked = write();
        try (SpoolPair held = ((Taken.Pair) SpoolDirectory.take(locked)).pair()) {
            PickupResult result = pickup.look();
            assertThat(result.count(Fate.FROZEN)).isEqualTo(1);
            assertThat(result.count(Fate.WAITING)).isEqualTo(1);
            assertThat(held.entry()).isEqualTo(locked);
        }
        assertThat(pickup.status().oldest()).isPresent();
        assertThat(pickup.look().count(Fate.ENQUEUED)).isEqualTo(1);
        assertThat(pickup.status().oldest()).isEmpty();
        assertThat(new SpoolDirectory(directory).list()).containsExactly(frozen);
    }

    @Test
    void whatIsNoPairGoesToBadWithTheReason() throws Exception {
        SpoolEntry entry = write();
        Files.writeString(entry.header(), "nothing\n");
        assertThat(pickup.look().count(Fate.WAITING)).isEqualTo(1);
        age(entry, SpoolPickup.WRITING.plusSeconds(1));
        assertThat(pickup.look().count(Fate.MALFORMED)).isEqualTo(1);
        String id = entry.id().text();
        assertThat(files()).containsExactly("bad/" + id + "-D", "bad/" + id + "-H", "bad/" + id + ".reason");
        assertThat(Files.readString(directory.resolve("bad/" + id + ".reason"))).contains(id + "-H");
        assertThat(pickup.look().counts()).isEmpty();
    }

    @Test
    void aSecondBadMessageOfOneIdDoesNotReplaceTheFirst() throws Exception {
        SpoolEntry entry = write();
        for (String text : List.of("one", "two")) {
            Files.writeString(entry.header(), text + "\n");
            Files.writeString(entry.data(), text + "\n");
            age(entry, Duration.ofHours(1));
            pickup.look();
        }
        String id = entry.id().text();
        assertThat(directory.resolve("bad/" + id + "-H")).hasContent("one");
        assertThat(directory.resolve("bad/2." + id + "-H")).hasContent("two");
        assertThat(directory.resolve("bad/2." + id + "-D")).hasContent("two");
    }

    @Test
    void aHeaderWithoutItsDataIsBadInTheEnd() throws Exception {
        SpoolEntry entry = write();
        Files.delete(entry.data());
        age(entry, SpoolPickup.WRITING.plusSeconds(1));
        assertThat(pickup.look().count(Fate.WAITING)).isEqualTo(1);
        age(entry, SpoolPickup.INCOMPLETE.plusSeconds(1));
        assertThat(pickup.look().count(Fate.MALFORMED)).isEqualTo(1);
    }

    @Test
    void anAddressThatJamesDoesNotHaveIsBadAndNotLost() throws Exception {
        SpoolEntry entry = write(envelope("a@example.com", List.of(), SpoolRecipient.of("<<>>@@")));
        assertThat(pickup.look().count(Fate.MALFORMED)).isEqualTo(1);
        assertThat(directory.resolve("bad/" + entry.id().text() + ".reason"))
                .content()
                .contains("no address for James");
    }

    @Test
    void aPairThatEximHasDeliveredIsRemoved() throws Exception {
        SpoolEntry entry = write();
        Files.writeString(entry.journal(), "b@example.org\n");
        assertThat(pickup.look().count(Fate.FINISHED)).isEqualTo(1);
        assertThat(enqueued()).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void aStoppedQueueLeavesThePairsAndEndsTheLook() throws Exception {
        write();
        write();
        queue.stopped = true;
        PickupResult result = pickup.look();
        assertThat(result.counts()).containsOnlyKeys(Fate.FAILED);
        assertThat(result.count(Fate.FAILED)).isEqualTo(1);
        assertThat(pickup.status().problem()).contains("stopped");
        queue.stopped = false;
        result = pickup.look();
        assertThat(result.count(Fate.REPEATED)).isEqualTo(1);
        assertThat(result.count(Fate.ENQUEUED)).isEqualTo(1);
        assertThat(enqueued()).hasSize(2);
        assertThat(files()).isEmpty();
        assertThat(pickup.status().problem()).isEmpty();
    }

    @Test
    void afterACrashTheQueueIsAskedForTheMail() throws Exception {
        SpoolEntry entry = write();
        crashedAfterEnqueuing(entry);
        assertThat(pickup().look().count(Fate.RECOGNISED)).isEqualTo(1);
        assertThat(enqueued()).hasSize(1);
        assertThat(files()).isEmpty();
        assertThat(metrics.getMeters().keySet().toString()
                        + metrics.getCounters().keySet())
                .contains("postern.pickup.recognised");
    }

    @Test
    void whereTheQueueDoesNotTellTheMailIsEnqueuedTwiceAndCounted() throws Exception {
        SpoolEntry entry = write();
        crashedAfterEnqueuing(entry);
        queue.forgetful = true;
        assertThat(pickup().look().count(Fate.REPEATED)).isEqualTo(1);
        assertThat(enqueued()).hasSize(2);
    }

    /** The files are as they were, with the record, and the queue has the mail. */
    private void crashedAfterEnqueuing(SpoolEntry entry) throws IOException {
        byte[] header = Files.readAllBytes(entry.header());
        byte[] data = Files.readAllBytes(entry.data());
        pickup.look();
        Files.write(entry.header(), header);
        Files.write(entry.data(), data);
        new SpoolIntake(new SpoolDirectory(directory), SpoolFiles.ofSystem()).note(entry);
    }

    @Test
    void whatWasLeftOfARemovalIsSweptAway() throws Exception {
        SpoolEntry entry = write();
        new SpoolIntake(new SpoolDirectory(directory), SpoolFiles.ofSystem()).note(entry);
        Files.delete(entry.header());
        assertThat(pickup.look().counts()).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void filesThatCannotBeRemovedAreNotEnqueuedTwice() throws Exception {
        SpoolEntry entry = write();
        byte[] header = Files.readAllBytes(entry.header());
        // a folder in the journal's place cannot be removed while it holds something
        Files.createDirectories(entry.journal().resolve("something"));
        assertThat(pickup.look().count(Fate.FAILED)).isEqualTo(1);
        Files.write(entry.header(), header);
        assertThat(pickup.look().count(Fate.FAILED)).isEqualTo(1);
        assertThat(enqueued()).hasSize(1);
        Files.delete(entry.journal().resolve("something"));
        Files.write(entry.header(), header);
        assertThat(pickup.look().count(Fate.RECOGNISED)).isEqualTo(1);
        assertThat(enqueued()).hasSize(1);
        assertThat(files()).isEmpty();
    }

    @Test
    void hostsAreReadInBothForms() {
        assertThat(PickedUpMail.host("[192.0.2.1]:25")).hasToString("Optional[192.0.2.1]");
        assertThat(PickedUpMail.host("192.0.2.1.25")).hasToString("Optional[192.0.2.1]");
        assertThat(PickedUpMail.host("2001:db8::1.25")).hasToString("Optional[2001:db8::1]");
        assertThat(PickedUpMail.host("[")).isEmpty();
        assertThat(PickedUpMail.host("")).isEmpty();
    }
}
