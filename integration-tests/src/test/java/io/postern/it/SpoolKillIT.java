// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * James, with its queue on disk, is killed again and again while mail goes through it: by SMTP into its queue, from
 * there as spool files to a program, back from it into the queue, and out by SMTP. How often says the system property
 * {@code postern.kills}, from which seed {@code postern.kills.seed}.
 */
class SpoolKillIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(SpoolKillIT.class);
    private static final int KILLS = Integer.getInteger("postern.kills", 10);
    private static final long SEED = Long.getLong("postern.kills.seed", 1_811);
    private static final int MAX_MESSAGES = 20;
    private static final int MAX_MILLIS = 1_000;
    /** Mails that James works on at one instant: threads of the spooler, of RemoteDelivery, and of the pickup. */
    private static final int IN_FLIGHT = 5 + 2 + 1;

    private static final Pattern NUMBER = Pattern.compile("kill-(\\d+)-end");
    private static final int HANG_MINUTES = 5;

    @TempDir
    Path folder;

    @TempDir
    Path spools;

    private final Set<Integer> accepted = ConcurrentHashMap.newKeySet();
    /** Ids of the pairs that each message was written as. */
    private final Map<Integer, Set<String>> pairs = new ConcurrentHashMap<>();

    private final List<String> log = new ArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private Path out = Path.of("");
    private Path in = Path.of("");
    private int sent;

    @Test
    void noMessageIsLostAndNoPairIsEverHalf() throws Exception {
        Random random = new Random(SEED);
        out = Files.createDirectory(spools.resolve("out"));
        in = Files.createDirectory(spools.resolve("in"));
        try (SmtpSink sink = new SmtpSink()) {
            configure(sink.port());
            AtomicBoolean going = new AtomicBoolean(true);
            Thread scanner = new Thread(() -> scan(going), "scanner");
            scanner.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
            scanner.start();
            try {
                for (int kill = 0; kill < KILLS; kill++) {
                    round(1 + random.nextInt(MAX_MESSAGES), random.nextInt(MAX_MILLIS));
                    wholePairs("seed " + SEED + " kill " + kill);
                }
                settle(sink);
            } finally {
                going.set(false);
                scanner.join();
            }
            judge(sink);
        }
    }

    private void configure(int port) throws IOException {
        JamesUnderTest.sample(folder)
                .dns("{}")
                .withoutSpfHook()
                .mailets("<mailet match=\"All\" class=\"io.postern.mailets.QueueFile\"><directory>" + out
                        + "</directory></mailet>")
                .processors("<processor state=\"onward\" enableJmx=\"false\"><mailet match=\"All\""
                        + " class=\"RemoteDelivery\"><outgoing>onward</outgoing><delayTime>1000</delayTime>"
                        + "<maxRetries>50</maxRetries><deliveryThreads>2</deliveryThreads>"
                        + "<gateway>127.0.0.1</gateway><gatewayPort>" + port + "</gatewayPort>"
                        + "<bounceProcessor>bounces</bounceProcessor></mailet></processor>")
                .pickup(in)
                .property("pickupProcessor", "onward");
    }

    /** A start, so many messages and so long, and the end. */
    private void round(int messages, int millis) throws Exception {
        KilledJames james = KilledJames.start(folder);
        int enough = accepted.size() + messages;
        Thread client = new Thread(() -> load(james), "client");
        client.start();
        JamesUnderTest.eventually(
                messages + " messages accepted", () -> Optional.of(enough).filter(count -> accepted.size() >= count));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        james.kill();
        client.join();
        log.addAll(james.log());
    }

    /** Sends until nobody answers; what was answered with 250 must come. */
    private void load(KilledJames james) {
        try (Smtp smtp = james.smtp().ok("EHLO client.example")) {
            while (true) {
                int number = sent++;
                smtp.ok("MAIL FROM:<a@sender.example>").ok("RCPT TO:<alice@example.org>");
                if (smtp.data("Subject: kill-" + number + "-end\r\n\r\n" + "line\r\n".repeat(700) + "last\r\n")
                        .startsWith("250")) {
                    accepted.add(number);
                }
            }
        } catch (IOException | AssertionError killed) {
            LOGGER.debug("the client's session ended", killed);
        }
    }

    /** The program between: takes pairs that nobody has locked, as Exim does, and passes them on, the body first. */
    private void scan(AtomicBoolean going) {
        while (going.get()) {
            try (DirectoryStream<Path> headers = Files.newDirectoryStream(out, "*-H")) {
                for (Path header : headers) {
                    pass(header);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private synchronized void pass(Path header) throws IOException {
        String name = header.getFileName().toString();
        String id = name.substring(0, name.length() - 2);
        Path data = out.resolve(id + "-D");
        try (FileChannel body = FileChannel.open(data, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = body.tryLock(0, id.length() + 3L, false)) {
            if (lock != null && lock.isValid()) {
                pairs.computeIfAbsent(number(header), number -> ConcurrentHashMap.newKeySet())
                        .add(id);
                Files.move(data, in.resolve(data.getFileName()), StandardCopyOption.ATOMIC_MOVE);
                Files.move(header, in.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (NoSuchFileException gone) {
            throw new AssertionError("a -H without its -D: " + header, gone);
        }
    }

    private static int number(Path header) throws IOException {
        Matcher number = NUMBER.matcher(Files.readString(header, ISO_8859_1));
        assertThat(number.find()).as(header.toString()).isTrue();
        return Integer.parseInt(number.group(1));
    }

    private static String dataName(Path header) {
        String name = header.getFileName().toString();
        return name.substring(0, name.length() - 1) + "D";
    }

    /** James is dead, and the scanner waits: what is visible is whole. */
    private synchronized void wholePairs(String when) throws IOException {
        for (Path directory : List.of(out, in)) {
            try (DirectoryStream<Path> headers = Files.newDirectoryStream(directory, "*-H")) {
                for (Path header : headers) {
                    whole(header, when);
                }
            }
        }
    }

    private void whole(Path header, String when) throws IOException {
        String name = dataName(header);
        assertThat(Files.readString(header, ISO_8859_1)).as(when + " " + header).endsWith("-end\n");
        assertThat(Files.readString(header.resolveSibling(name), ISO_8859_1))
                .as(when + " " + header)
                .startsWith(name + "\n")
                .endsWith("last\n");
    }

    /** Once more, without being killed: all must come through. */
    private void settle(SmtpSink sink) throws Exception {
        KilledJames james = KilledJames.start(folder);
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(HANG_MINUTES);
        while (!counted(sink).keySet().containsAll(accepted) || !isEmpty(out) || !isEmpty(in)) {
            assertThat(System.nanoTime())
                    .as("lost: " + missing(sink) + " " + james.log())
                    .isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        james.kill();
        log.addAll(james.log());
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> headers = Files.newDirectoryStream(directory, "*-H")) {
            return !headers.iterator().hasNext();
        }
    }

    private Set<Integer> missing(SmtpSink sink) {
        Set<Integer> missing = new TreeSet<>(accepted);
        missing.removeAll(counted(sink).keySet());
        return missing;
    }

    private static Map<Integer, Integer> counted(SmtpSink sink) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (String message : sink.messages()) {
            Matcher number = NUMBER.matcher(message);
            if (number.find()) {
                counts.merge(Integer.parseInt(number.group(1)), 1, Integer::sum);
            }
        }
        return counts;
    }

    private void judge(SmtpSink sink) {
        Map<Integer, Integer> counts = counted(sink);
        assertThat(failures).isEmpty();
        assertThat(missing(sink)).isEmpty();
        assertThat(sink.messages()).allMatch(message -> message.endsWith("line\r\nlast\r\n"));
        int copies = counts.values().stream().mapToInt(count -> count - 1).sum();
        int writtenAgain =
                pairs.values().stream().mapToInt(ids -> ids.size() - 1).sum();
        int repeated = logged("pickup=repeated");
        LOGGER.warn(
                "seed={} kills={} accepted={} copies={}: written again {}, picked up again {} (recognised {}), the rest sent again",
                SEED,
                KILLS,
                accepted.size(),
                copies,
                writtenAgain,
                repeated,
                logged("pickup=recognised"));
        assertThat(copies).as("copies").isLessThanOrEqualTo(KILLS * IN_FLIGHT);
        assertThat(log).noneMatch(line -> line.contains("pickup=malformed"));
    }

    private int logged(String text) {
        return (int) log.stream().filter(line -> line.contains(text)).count();
    }
}
