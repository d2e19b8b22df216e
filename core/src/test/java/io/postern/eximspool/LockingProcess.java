// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Another process that tries to lock the first line of a -D, and tells whether it could. */
final class LockingProcess {
    private static final int LOCKED = 0;
    private static final int REFUSED = 1;

    private LockingProcess() {}

    /** With a second argument it keeps the lock until its input ends. */
    public static void main(String[] args) throws IOException {
        int status = REFUSED;
        try (FileChannel file = FileChannel.open(Path.of(args[0]), StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock(0, 19, false)) {
            if (lock != null && lock.isValid()) {
                status = LOCKED;
                if (args.length > 1) {
                    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
                        out.write('L');
                        System.in.transferTo(out);
                    }
                }
            }
        }
        System.exit(status);
    }

    /** Whether another process gets the lock. */
    static boolean canLock(Path data) throws IOException, InterruptedException {
        return start(data).waitFor() == LOCKED;
    }

    /** A process that has the lock until its input is closed. */
    static Process holding(Path data) throws IOException {
        Process process = start(data, "keep");
        if (process.getInputStream().read() != 'L') {
            throw new IllegalStateException("the other process has no lock");
        }
        return process;
    }

    private static Process start(Path data, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockingProcess.class.getName(),
                data.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
