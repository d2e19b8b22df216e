// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The system's files, with each step noted, and one step that fails if wanted. */
final class RecordingFiles implements SpoolFiles {
    private final SpoolFiles system = SpoolFiles.ofSystem();
    private final List<String> steps = new ArrayList<>();
    private int failingStep = -1;
    private boolean failingToClose;

    List<String> steps() {
        return steps;
    }

    /** Fails before the step of this number is done; -1 for none. */
    RecordingFiles failingAt(int step) {
        failingStep = step;
        return this;
    }

    /** Fails when a file has been closed, as network file systems do. */
    RecordingFiles failingToClose() {
        failingToClose = true;
        return this;
    }

    private void step(String verb, Path file) throws IOException {
        String text = verb + " " + file.getFileName();
        boolean again = verb.equals("write")
                && !steps.isEmpty()
                && steps.get(steps.size() - 1).equals(text);
        if (!again) {
            steps.add(text);
        }
        if (steps.size() - 1 == failingStep) {
            throw new IOException("no space left: " + text);
        }
    }

    @Override
    public NewFile create(Path file, FileAccess access) throws IOException {
        step("create", file);
        NewFile made = system.create(file, access);
        return new NewFile() {
            private boolean open = true;

            @Override
            public OutputStream out() {
                return new FilterOutputStream(made.out()) {
                    @Override
                    public void write(byte[] octets, int offset, int length) throws IOException {
                        step("write", file);
                        out.write(octets, offset, length);
                    }
                };
            }

            @Override
            public void lock(long octets) throws IOException {
                step("lock " + octets, file);
                made.lock(octets);
            }

            @Override
            public void force() throws IOException {
                step("force", file);
                made.force();
            }

            @Override
            public void close() throws IOException {
                if (open) {
                    open = false;
                    steps.add("close " + file.getFileName());
                    made.close();
                    if (failingToClose) {
                        throw new IOException("no space left: close " + file.getFileName());
                    }
                }
            }
        };
    }

    @Override
    public Made createFolder(Path folder, FileAccess access) throws IOException {
        step("folder", folder);
        return system.createFolder(folder, access);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step("rename " + from.getFileName() + " to", to);
        system.rename(from, to);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        step("force folder", folder);
        system.forceFolder(folder);
    }

    @Override
    public void delete(Path file) throws IOException {
        steps.add("delete " + file.getFileName());
        system.delete(file);
    }
}
