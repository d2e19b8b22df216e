// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Collects octet strings, so that a file is written in one go or, where it is long, in few. Not thread-safe. */
final class OctetText {
    /** The header of most messages is shorter. */
    private static final int CHUNK_CHARACTERS = 16 * 1024;

    private final OutputStream out;
    private final StringBuilder text = new StringBuilder(1024);

    OctetText(OutputStream out) {
        this.out = out;
    }

    OctetText add(String more) throws IOException {
        room(more.length());
        text.append(more);
        return this;
    }

    OctetText add(char more) throws IOException {
        room(1);
        text.append(more);
        return this;
    }

    /** In decimal digits. */
    OctetText add(long number) throws IOException {
        room(Long.SIZE);
        text.append(number);
        return this;
    }

    void line(String more) throws IOException {
        add(more).endLine();
    }

    void endLine() throws IOException {
        add('\n');
    }

    private void room(int characters) throws IOException {
        if (text.length() + characters > CHUNK_CHARACTERS) {
            flush();
        }
    }

    /** Writes what has been collected; does not flush the stream. */
    void flush() throws IOException {
        out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        text.setLength(0);
    }
}
