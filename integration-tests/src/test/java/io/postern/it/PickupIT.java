// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail goes out as spool files, somebody works on them, and James takes them back and delivers. */
class PickupIT {
    private static final String PAIR =
            "%1$s-H\nroot 0 0\n<a@sender.example>\n1795290735 0\n%2$sXX\n1\nalice@example.org\n\n017  Subject: %3$s\n";

    @TempDir
    static Path folder;

    @TempDir
    static Path spools;

    private static JamesUnderTest james;
    private static Path out;
    private static Path in;

    @BeforeAll
    static void start() throws Exception {
        out = Files.createDirectory(spools.resolve("out"));
        in = Files.createDirectory(spools.resolve("in"));
        james = JamesUnderTest.sample(folder)
                .dns("{}")
                .withoutSpfHook()
                .mailets("<mailet match=\"All\" class=\"io.postern.mailets.QueueFile\"><directory>" + out
                        + "</directory><attributes>org.apache.james.HELO=acl_m_helo</attributes></mailet>")
                .pickup(in)
                .property("pickupAttributes", "test.helo=acl_m_helo")
                .start();
    }

    @AfterAll
    static void stop() {
        james.close();
    }

    private static List<Path> files(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    /** A pair as a program leaves it that has not heard of locks, a minute ago. */
    private static void drop(String id, String header, String body) throws IOException {
        Path data = Files.writeString(spools.resolve(id + "-D"), id + "-D\n" + body);
        Path head = Files.writeString(spools.resolve(id + "-H"), header);
        for (Path file : List.of(data, head)) {
            FileTime before = Files.getLastModifiedTime(file);
            Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() - 60_000));
            Files.move(file, in.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static Path eventuallyAt(Path file) {
        return JamesUnderTest.eventually(
                file.toString(), () -> Optional.of(file).filter(Files::exists));
    }

    @Test
    void whatAScannerHasPassedIsDeliveredWithItsOctetsAndNotHandedOverAgain() throws Exception {
        String message = EightBitMail.of("pickup-1");
        try (Smtp smtp = james.smtp().ok("EHLO client.example")) {
            smtp.ok("MAIL FROM:<a@sender.example> BODY=8BITMIME").ok("RCPT TO:<alice@example.org>");
            assertThat(smtp.data(message)).startsWith("250");
        }
        Path header = JamesUnderTest.eventually("a pair", () -> {
            try {
                return files(out, "-H").stream().findFirst();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        String name = header.getFileName().toString();
        String id = name.substring(0, name.length() - 2);
        scan(id);

        assertThat(james.delivered("alice@example.org", "pickup-1")).endsWith("\r\n" + message);
        assertThat(james.logged("id=" + id)).contains("pickup=enqueued");
        assertThat(james.counter("postern_queuefile_written")).isEqualTo(1);
        assertThat(james.counter("postern_queuefile_returned")).isGreaterThanOrEqualTo(1);
        assertThat(files(out, "-H")).isEmpty();
        assertThat(files(in, id + "-H")).isEmpty();
        assertThat(files(in, id + "-D")).isEmpty();
        assertThat(files(in, "taken." + id)).isEmpty();
    }

    /** A program that marks the message with a variable and passes it on, the body first. */
    private static void scan(String id) throws IOException, InterruptedException {
        String script =
                "set -e; grep -q '^--aclm _helo 14$' \"$1/$3-H\"; sed -i 's/^XX$/-spam_score 1.5\\nXX/' \"$1/$3-H\"; "
                        + "mv \"$1/$3-D\" \"$2/$3-D\"; mv \"$1/$3-H\" \"$2/$3-H\"";
        Process process = new ProcessBuilder("sh", "-c", script, "sh", out.toString(), in.toString(), id)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void whatIsNoPairGoesToBad() throws Exception {
        drop("1xUr8B-0005PP-0K", "1xUr8B-0005PP-0K-H\nnonsense\n", "body\n");
        Path reason = eventuallyAt(in.resolve("bad/1xUr8B-0005PP-0K.reason"));
        assertThat(james.logged("pickup=malformed")).contains("bad/1xUr8B-0005PP-0K-H");
        assertThat(reason).content().startsWith("1xUr8B-0005PP-0K-H: ");
        assertThat(in.resolve("bad/1xUr8B-0005PP-0K-D")).hasContent("1xUr8B-0005PP-0K-D\nbody");
        assertThat(james.counter("postern_pickup_malformed")).isEqualTo(1);
    }

    @Test
    void aFrozenPairIsListedAndLeftUntilItIsThawed() throws Exception {
        String id = "1xUr8C-0005PP-0K";
        String frozen = PAIR.formatted(id, "-frozen 1795290735\n", "frozen1");
        drop(id, frozen, "body\n");
        String task = james.post("/postern/spool/pickup", "").body();
        Matcher number = Pattern.compile("\"taskId\":\"([^\"]+)\"").matcher(task);
        assertThat(number.find()).as(task).isTrue();
        assertThat(james.get("/tasks/" + number.group(1) + "/await"))
                .contains("\"status\":\"completed\"", "\"type\":\"postern-spool-pickup\"", "\"frozen\":1");
        assertThat(james.get("/postern/spool?limit=5"))
                .contains("\"running\":true", "\"messageId\":\"" + id + "\"", "\"frozen\":true", "\"freeOctets\":");
        assertThat(james.get("/postern/spool?limit=0")).contains("allowed: 1 to 10000");
        assertThat(james.get("/healthcheck/checks/Postern%20spool")).contains("\"status\":\"healthy\"");
        Files.delete(in.resolve(id + "-H"));
        Files.delete(in.resolve(id + "-D"));
        drop(id, frozen.replace("-frozen 1795290735\n", ""), "thawed\n");
        assertThat(james.delivered("alice@example.org", "frozen1")).endsWith("Subject: frozen1\r\n\r\nthawed\r\n");
    }
}
