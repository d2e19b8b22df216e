// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions whose checks hang on a resolver that never answers, and others beside them. */
class StuckSessionsIT {
    private static final int STUCK = 200;
    private static final int SESSIONS = 300;
    private static final int ROUNDS = 4;
    private static final String DNS = """
            {"slow.example": "TIMEOUT", "pass.example": {"TXT": ["v=spf1 ip4:127.0.0.1 -all"]}}
            """;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "stuck at {0}")
    @CsvSource({"MAIL,enforce,mail", "RCPT,enforce,rcpt", "end of DATA,observe,mail"})
    void theOthersDoNotNotice(String where, String mode, String checkAt) throws Exception {
        try (JamesUnderTest james = JamesUnderTest.sample(folder)
                .dns(DNS)
                .property("dns.timeout", "300 s")
                .property("dns.deadline", "300 s")
                .spfHook("<mode>" + mode + "</mode><checkAt>" + checkAt + "</checkAt>")
                .start()) {
            int port = james.smtpPort();
            percentile99(port); // a new James is slow
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            // the least of some, by turns: what else the machine does can only add, and comes and goes
            long unloaded = Long.MAX_VALUE;
            long beside = Long.MAX_VALUE;
            for (int i = 0; i < ROUNDS; i++) {
                unloaded = Math.min(unloaded, percentile99(port));
                beside = Math.min(beside, besideStuck(port, where, threads));
            }
            assertThat(beside)
                    .as("µs beside %d sessions stuck at %s", STUCK, where)
                    .isLessThan(3 * unloaded);
        }
    }

    private static long besideStuck(int port, String where, int threads) throws IOException {
        List<Smtp> stuck = stuck(port);
        try {
            long beside = percentile99(port);
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(threads + STUCK / 10);
            for (Smtp smtp : stuck) {
                assertThat(smtp.hasReply()).as("answered at %s", where).isFalse();
            }
            return beside;
        } finally {
            for (Smtp smtp : stuck) {
                smtp.close();
            }
        }
    }

    private static List<Smtp> stuck(int port) throws IOException {
        List<Smtp> stuck = new ArrayList<>();
        for (int i = 0; i < STUCK; i++) {
            Smtp smtp = Smtp.connect(port);
            stuck.add(smtp);
            smtp.ok("EHLO c.example");
            smtp.send("MAIL FROM:<a@slow.example>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\nSubject: x\r\n\r\n.\r\n");
        }
        // until each is where it hangs: what is answered before that has come
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        for (Smtp smtp : stuck) {
            while (smtp.hasReply()) {
                smtp.reply();
            }
        }
        return stuck;
    }

    /** Of the times of whole sessions without a message, in microseconds. */
    private static long percentile99(int port) throws IOException {
        long[] micros = new long[SESSIONS];
        for (int i = 0; i < SESSIONS; i++) {
            long start = System.nanoTime();
            try (Smtp smtp = Smtp.connect(port)) {
                smtp.ok("EHLO c.example")
                        .ok("MAIL FROM:<a@pass.example>")
                        .ok("RCPT TO:<alice@example.org>")
                        .ok("QUIT");
            }
            micros[i] = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
        }
        Arrays.sort(micros);
        return micros[SESSIONS * 99 / 100];
    }
}
