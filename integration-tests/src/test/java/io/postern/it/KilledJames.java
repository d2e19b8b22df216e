// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A James in a process of its own, with a queue on disk, that is there to be killed. */
final class KilledJames {
    private static final String READY = "ready ";
    private static final int HANG_SECONDS = 120;

    private final Process process;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final int port;

    private KilledJames(Process process) throws IOException {
        this.process = process;
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), ISO_8859_1));
        int ready = -1;
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            log.add(line);
            if (line.startsWith(READY)) {
                ready = Integer.parseInt(line.substring(READY.length()));
                break;
            }
        }
        if (ready < 0) {
            throw new IOException("James did not start: " + log);
        }
        port = ready;
        Thread reader = new Thread(() -> out.lines().forEach(log::add), "killed-james-log");
        reader.setDaemon(true);
        reader.start();
    }

    /** What the child does: a James in a folder that has its configuration, until its input ends. */
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, ISO_8859_1);
        try (JamesUnderTest james =
                JamesUnderTest.again(Path.of(args[0])).activeMq().start()) {
            out.println(READY + james.smtpPort());
            while (System.in.read() >= 0) {
                out.flush();
            }
        }
        System.exit(0);
    }

    static KilledJames start(Path folder) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        for (String name : List.of("postern.root", "postern.jar", "james.protocols.mdc.hostname")) {
            command.add("-D" + name + "=" + System.getProperty(name, ""));
        }
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), KilledJames.class.getName(), folder.toString()));
        return new KilledJames(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    Smtp smtp() throws IOException {
        return Smtp.connect(port);
    }

    List<String> log() {
        return log;
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(HANG_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("it does not end");
        }
    }
}
