// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.management.ThreadMXBean;
import io.postern.eximspool.Durability;
import io.postern.eximspool.IdForm;
import io.postern.eximspool.SpoolDraft;
import io.postern.eximspool.SpoolEnvelope;
import io.postern.eximspool.SpoolFiles;
import io.postern.eximspool.SpoolId;
import io.postern.eximspool.SpoolIds;
import io.postern.eximspool.SpoolRecipient;
import io.postern.eximspool.SpoolSettings;
import io.postern.eximspool.SpoolWriter;
import io.postern.eximspool.Submitter;
import io.postern.message.Message;
import io.postern.message.OctetSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Pairs of spool files of a message of 4 KiB, beside the floor: the same octets, fsyncs and rename by a bare loop. Both
 * remove what they made, so that the directory does not grow. {@link #alternately} does both in turn and notes what
 * each took, without the removal: {@link AuthenticateTable} makes a table of it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class SpoolBenchmark {
    private static final int MESSAGE_OCTETS = 4 * 1024;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What is waited for. */
    @Param({"FSYNC", "NONE"})
    public Durability durability = Durability.FSYNC;

    private Path directory = Path.of("");
    private SpoolDraft draft = draft();
    private SpoolWriter writer = writer();
    private byte[] header = {};
    private byte[] data = {};
    private long count;

    /** Makes a directory beside the classes, on their disk, and the octets of one pair. */
    @Setup
    public void prepare() throws IOException {
        directory = Files.createTempDirectory(Path.of("").toAbsolutePath(), "spool-benchmark");
        writer = writer();
        SpoolId id = writer.write(draft).id();
        header = Files.readAllBytes(directory.resolve(id.headerName()));
        data = Files.readAllBytes(directory.resolve(id.dataName()));
        remove(id.headerName(), id.dataName());
    }

    /** Removes the directory. */
    @TearDown
    public void clean() throws IOException {
        Files.delete(directory);
    }

    /** Postern. */
    @Benchmark
    public SpoolId pair() throws IOException {
        SpoolId id = writer.write(draft).id();
        remove(id.headerName(), id.dataName());
        return id;
    }

    /** Nothing but what the file system is asked for. */
    @Benchmark
    public long floor() throws IOException {
        writeFloor();
        remove(count + "-H", count + "-D");
        return count;
    }

    /** Both, now this first and now that. */
    @Benchmark
    public SpoolId alternately(Sums sums) throws IOException {
        boolean floorFirst = count % 2 == 0;
        if (floorFirst) {
            timeFloor(sums);
        }
        long octets = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        SpoolId id = writer.write(draft).id();
        sums.nanos += System.nanoTime() - start;
        sums.octets += THREADS.getCurrentThreadAllocatedBytes() - octets;
        remove(id.headerName(), id.dataName());
        if (!floorFirst) {
            timeFloor(sums);
        }
        sums.messages++;
        return id;
    }

    private void timeFloor(Sums sums) throws IOException {
        long start = System.nanoTime();
        writeFloor();
        sums.floorNanos += System.nanoTime() - start;
        remove(count + "-H", count + "-D");
    }

    private void writeFloor() throws IOException {
        count++;
        Path temporary = directory.resolve("hdr." + count);
        write(directory.resolve(count + "-D"), data);
        write(temporary, header);
        Files.move(temporary, directory.resolve(count + "-H"), StandardCopyOption.ATOMIC_MOVE);
        if (durability == Durability.FSYNC) {
            try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    private void write(Path file, byte[] octets) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(octets));
            if (durability == Durability.FSYNC) {
                channel.force(true);
            }
        }
    }

    private void remove(String header, String data) throws IOException {
        Files.delete(directory.resolve(header));
        Files.delete(directory.resolve(data));
    }

    private SpoolWriter writer() {
        return new SpoolWriter(
                SpoolSettings.of(directory).with(durability),
                SpoolIds.ofThisProcess(IdForm.SHORT, OptionalInt.empty(), Clock.systemUTC()),
                SpoolFiles.ofSystem());
    }

    private static SpoolDraft draft() {
        String head = "From: a@example.com\r\nTo: b@example.org\r\nSubject: benchmark\r\n\r\n";
        String line = "0123456789".repeat(7) + "\r\n";
        String body = line.repeat((MESSAGE_OCTETS - head.length()) / line.length());
        SpoolEnvelope envelope = new SpoolEnvelope(
                new Submitter("james", 1000, 1000),
                "a@example.com",
                Clock.systemUTC().instant(),
                0,
                List.of(),
                List.of(),
                new TreeSet<>(),
                List.of(SpoolRecipient.of("b@example.org")));
        try {
            return SpoolDraft.of(envelope, Message.read(OctetSource.of((head + body).getBytes(ISO_8859_1))))
                    .orThrow();
        } catch (IOException memory) {
            throw new IllegalStateException(memory);
        }
    }
}
