// SPDX-License-Identifier: Apache-2.0
package io.postern.james;

import io.postern.eximspool.SpoolDirectory;
import io.postern.eximspool.SpoolEntry;
import io.postern.eximspool.SpoolFiles;
import io.postern.eximspool.SpoolIntake;
import io.postern.eximspool.SpoolPair;
import io.postern.eximspool.Taken;
import io.postern.james.PickupResult.Fate;
import io.postern.value.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.inject.Inject;
import javax.inject.Singleton;
import javax.mail.MessagingException;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.server.core.MailImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes pairs of Exim's spool files out of a directory into James's spool. Thread-safe: one look after the other.
 *
 * <p>At least once: the files go when the queue has accepted the mail. A record beside the pair, made before, shows at
 * the next look that a process ended in between; the queue is then asked for the mail, and only if it has none is the
 * mail enqueued again. Where it had been delivered by then, or the queue does not tell, it is delivered twice.
 */
@Singleton
public final class SpoolPickup {
    private static final Logger LOGGER = LoggerFactory.getLogger(SpoolPickup.class);
    /** How long a file that is no pair is taken for one that is being written. Ours. */
    static final Duration WRITING = Duration.ofSeconds(5);
    /** How long a {@code -H} may wait for its {@code -D}: Exim's own transport writes them in this order. Ours. */
    static final Duration INCOMPLETE = Duration.ofMinutes(10);

    private final Optional<PickupSettings> settings;
    private final PickupQueue queue;
    private final Counters counters;
    private final Clock clock;
    /** Ids that the queue has accepted, and whose files could not be removed. */
    private final Set<String> enqueued = new HashSet<>();

    private volatile PickupStatus status = PickupStatus.BEFORE;
    private volatile boolean running;

    @Inject
    SpoolPickup(PosternServices services, PickupQueue queue) {
        this(services.pickup(), queue, services.counters(), services.clock());
    }

    SpoolPickup(Optional<PickupSettings> settings, PickupQueue queue, Counters counters, Clock clock) {
        this.settings = settings;
        this.queue = queue;
        this.counters = counters;
        this.clock = clock;
    }

    /** Empty if nothing is to be taken from anywhere. */
    public Optional<PickupSettings> settings() {
        return settings;
    }

    public PickupStatus status() {
        return status.running(running);
    }

    void running(boolean now) {
        running = now;
    }

    /**
     * Looks at each pair once. Blocks for disk and queue, and while another thread looks.
     *
     * @throws IOException if the directory cannot be read; pairs that were taken before stay taken
     */
    public synchronized PickupResult look() throws IOException {
        PickupSettings where = settings.orElseThrow(() -> new IOException("pickupDirectory is not set"));
        Look look = new Look(where);
        String failure = "";
        try {
            look.atAll();
        } catch (IOException e) {
            failure = LogLine.printable(e.toString());
            throw e;
        } finally {
            PickupResult result = look.result.build();
            told(
                    failure.isEmpty() && !result.problems().isEmpty()
                            ? result.problems().get(0)
                            : failure);
            status = new PickupStatus(
                    running,
                    Optional.of(clock.instant()),
                    look.oldest.map(FileTime::toInstant),
                    failure.isEmpty() ? String.join("; ", result.problems()) : failure);
        }
        return look.result.build();
    }

    /** A trouble that lasts is one line in the log, not one for each look. */
    private void told(String problem) {
        String before = status.problem().split("; ", 2)[0];
        if (!problem.isEmpty() && !problem.equals(before)) {
            LOGGER.warn("{}", new LogLine().add("pickup", "failed").add("reason", problem));
        }
    }

    /** One. */
    private final class Look {
        private final SpoolDirectory spool;
        private final SpoolIntake intake;
        private final PickedUpMail mails;
        private final PickupResult.Builder result = new PickupResult.Builder();
        private Optional<FileTime> oldest = Optional.empty();
        private boolean refused;

        Look(PickupSettings where) {
            this.spool = new SpoolDirectory(where.directory());
            this.intake = new SpoolIntake(spool, SpoolFiles.ofSystem());
            this.mails = new PickedUpMail(where, counters);
        }

        /** Until the queue fails: what it does not take now it would not take of the next pair. */
        void atAll() throws IOException {
            sweep();
            for (SpoolEntry entry : spool.list()) {
                if (refused) {
                    break;
                }
                Optional<FileTime> since = since(entry.header());
                Fate fate = fate(entry);
                result.add(fate);
                counters.count("pickup." + fate.keyword());
                if ((fate == Fate.WAITING || fate == Fate.FAILED) && since.isPresent()) {
                    oldest = oldest.filter(other -> other.compareTo(since.get()) <= 0)
                            .or(() -> since);
                }
            }
        }

        private void sweep() {
            try {
                intake.sweep();
            } catch (IOException e) {
                result.problem(e.toString());
            }
        }

        private Fate fate(SpoolEntry entry) {
            try {
                Taken taken = SpoolDirectory.take(entry);
                if (taken instanceof Taken.Pair mine) {
                    try (SpoolPair pair = mine.pair()) {
                        return fate(pair);
                    }
                }
                if (taken instanceof Taken.Malformed bad) {
                    return isOlder(entry, WRITING) ? rejected(entry, bad.why()) : Fate.WAITING;
                }
                boolean alone = taken instanceof Taken.Absent && isOlder(entry, INCOMPLETE);
                return alone ? rejected(entry, entry.id().dataName() + ": not there") : Fate.WAITING;
            } catch (IOException | MessagingException e) {
                result.problem(entry.id() + ": " + e);
                return Fate.FAILED;
            }
        }

        private Fate fate(SpoolPair pair) throws IOException, MessagingException {
            SpoolEntry entry = pair.entry();
            if (enqueued.contains(entry.id().text())) {
                return finished(pair, Fate.RECOGNISED);
            }
            if (pair.header().envelope().isFrozen()) {
                return Fate.FROZEN;
            }
            if (pair.header().envelope().recipients().isEmpty()) {
                return rejected(entry, entry.id().headerName() + ": no recipients");
            }
            return pair.header().envelope().remaining().isEmpty() ? finished(pair, Fate.FINISHED) : handedOver(pair);
        }

        private Fate handedOver(SpoolPair pair) throws IOException, MessagingException {
            SpoolEntry entry = pair.entry();
            Parsed<MailImpl> parsed = mails.of(pair);
            if (parsed instanceof Parsed.Malformed<MailImpl> bad) {
                return rejected(entry, entry.id().headerName() + ": " + bad.message());
            }
            MailImpl mail = parsed.orThrow();
            try {
                boolean again = intake.note(entry) == SpoolIntake.Note.THERE_BEFORE;
                if (again && queue.has(mail.getName())) {
                    return finished(pair, Fate.RECOGNISED);
                }
                enqueue(mail);
                return finished(pair, again ? Fate.REPEATED : Fate.ENQUEUED);
            } finally {
                mail.dispose();
            }
        }

        private void enqueue(MailImpl mail) throws MailQueueException {
            refused = true;
            queue.enqueue(mail);
            refused = false;
        }

        /** The record goes last, and the memory of what was enqueued only when the files are gone. */
        private Fate finished(SpoolPair pair, Fate fate) throws IOException {
            String id = pair.entry().id().text();
            enqueued.add(id);
            intake.finish(pair);
            enqueued.remove(id);
            LOGGER.info(
                    "{}",
                    new LogLine()
                            .add("pickup", fate.keyword())
                            .add("id", id)
                            .add("mail", PickedUpMail.name(pair.entry().id()))
                            .add(
                                    "recipients",
                                    String.valueOf(
                                            pair.header().envelope().remaining().size())));
            return fate;
        }

        private Fate rejected(SpoolEntry entry, String why) throws IOException {
            String reason = LogLine.printable(why);
            Path header = intake.reject(entry, reason);
            LOGGER.warn(
                    "{}",
                    new LogLine()
                            .add("pickup", Fate.MALFORMED.keyword())
                            .add("file", header.toString())
                            .add("reason", reason));
            return Fate.MALFORMED;
        }

        /** Whether nobody has written either file for so long. */
        private boolean isOlder(SpoolEntry entry, Duration age) throws IOException {
            Instant limit = clock.instant().minus(age);
            for (Path file : new Path[] {entry.header(), entry.data()}) {
                Optional<FileTime> since = since(file);
                if (since.isPresent() && since.get().toInstant().isAfter(limit)) {
                    return false;
                }
            }
            return true;
        }

        /** Empty if it is gone. */
        private static Optional<FileTime> since(Path file) throws IOException {
            try {
                return Optional.of(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
            } catch (NoSuchFileException gone) {
                return Optional.empty();
            }
        }
    }
}
