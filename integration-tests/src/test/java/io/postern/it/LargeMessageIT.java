// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large message is in a file while it comes, and not in memory, whichever command brings it. */
class LargeMessageIT {
    private static final int MIB = 1 << 20;
    private static final int PIECES = 64;
    /** A quarter of what has come when memory is looked at; the network's own buffers hold a few MiB of it. */
    private static final long FLAT = PIECES / 4L * MIB;

    private static final String ENVELOPE =
            "EHLO c.example\r\nMAIL FROM:<a@pass.example>\r\nRCPT TO:<alice@example.org>\r\n";
    /** A MiB; the first of a message begins with its head. */
    private static final String PIECE = ("~".repeat(1022) + "\r\n").repeat(1024);

    private static final String HEAD = "Subject: x\r\n\r\n";
    private static final String REPLY = "550 5.7.1 tildes: " + PIECES * 1024L * 1022L;

    @TempDir
    static Path folder;

    private static JamesUnderTest james;

    @BeforeAll
    static void start() throws Exception {
        james = JamesUnderTest.sample(folder)
                .dns("{\"pass.example\": {\"TXT\": [\"v=spf1 ip4:127.0.0.1 -all\"]}}")
                .spfHook("<mode>enforce</mode>")
                .handlers("io.postern.smtp.ChunkingHook", CountingHook.class.getName())
                .start();
    }

    @AfterAll
    static void stop() {
        james.close();
    }

    /** Octets of what lives on the heap, and of the buffers beside it. */
    private static long memory() {
        System.gc();
        long beside = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return beside + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void replies(Smtp smtp, String... codes) throws Exception {
        for (String code : codes) {
            assertThat(smtp.reply()).startsWith(code);
        }
    }

    @Test
    void inOneChunk() throws Exception {
        try (Smtp smtp = james.smtp()) {
            smtp.send(ENVELOPE + "BDAT " + (HEAD.length() + PIECES * MIB) + " LAST\r\n" + HEAD);
            replies(smtp, "250", "250", "250");
            inPieces(smtp);
            replies(smtp, REPLY);
        }
    }

    @Test
    void byData() throws Exception {
        try (Smtp smtp = james.smtp()) {
            smtp.send(ENVELOPE + "DATA\r\n" + HEAD);
            replies(smtp, "250", "250", "250", "354");
            inPieces(smtp);
            smtp.send(".\r\n");
            replies(smtp, REPLY);
        }
    }

    private static void inPieces(Smtp smtp) throws Exception {
        long before = memory();
        for (int piece = 1; piece < PIECES; piece++) {
            smtp.send(PIECE);
        }
        assertThat(memory() - before).isLessThan(FLAT);
        smtp.send(PIECE);
    }

    @Test
    void inManyChunks() throws Exception {
        try (Smtp smtp = james.smtp()) {
            smtp.send(ENVELOPE + "BDAT " + HEAD.length() + "\r\n" + HEAD);
            replies(smtp, "250", "250", "250", "250");
            long before = memory();
            for (int piece = 1; piece <= PIECES; piece++) {
                smtp.send("BDAT " + MIB + "\r\n" + PIECE);
                replies(smtp, "250 2.0.0 " + MIB + " octets");
            }
            assertThat(memory() - before).isLessThan(FLAT);
            smtp.send("BDAT 0 LAST\r\n");
            replies(smtp, REPLY);
        }
    }
}
