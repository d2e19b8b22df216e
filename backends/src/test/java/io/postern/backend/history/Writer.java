// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.history;

import io.postern.value.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Writes numbered blocks from several threads, as a process of its own too: FILE NAME THREADS BLOCKS. */
final class Writer {
    private static final int LINES = 40;

    private Writer() {}

    public static void main(String[] args) throws InterruptedException {
        List<Problem> problems = write(Path.of(args[0]), args[1], Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        System.exit(problems.isEmpty() ? 0 : 1);
    }

    static List<Problem> write(Path file, String name, int threads, int blocks) throws InterruptedException {
        Queue<Problem> problems = new ConcurrentLinkedQueue<>();
        List<Thread> running = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            String writer = name + "-" + t;
            Thread thread = new Thread(() -> {
                HistoryFile history = new HistoryFile(file);
                for (int i = 0; i < blocks; i++) {
                    Optional<Problem> problem = history.append(block(writer + "-" + i));
                    problem.ifPresent(problems::add);
                }
            });
            thread.start();
            running.add(thread);
        }
        for (Thread thread : running) {
            thread.join();
        }
        return List.copyOf(problems);
    }

    static byte[] block(String id) {
        return ("job " + id + "\n" + ("line " + id + "\n").repeat(LINES)).getBytes(StandardCharsets.US_ASCII);
    }

    /** The ids of the blocks in a file; fails where one is not whole. */
    static List<String> ids(String text) {
        List<String> ids = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        for (int at = 0; at < lines.length - 1; at += LINES + 1) {
            String id = lines[at].replaceFirst("^job ", "");
            for (int i = 1; i <= LINES; i++) {
                if (!lines[at + i].equals("line " + id)) {
                    throw new AssertionError("block " + id + " is torn: " + lines[at + i]);
                }
            }
            ids.add(id);
        }
        return ids;
    }
}
