// SPDX-License-Identifier: Apache-2.0
package io.postern.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * JSON Lines: texts of one line each, in UTF-8, ended by LF; a CR before it is white space. Lines may have any length
 * that memory holds. What is written is on its way before {@link #write} returns. Octets that are not UTF-8 are read as
 * U+FFFD.
 */
final class JsonLines {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final InputStream in;
    private final OutputStream out;
    private boolean started;

    JsonLines(InputStream in, OutputStream out) {
        this.in = new BufferedInputStream(in);
        this.out = new BufferedOutputStream(out);
    }

    /** The next line without its end; empty at the end of input. The last line needs no end. */
    Optional<String> read() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = in.read();
        if (octet < 0) {
            return Optional.empty();
        }
        for (; octet >= 0 && octet != '\n'; octet = in.read()) {
            line.write(octet);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        boolean first = !started;
        started = true;
        return Optional.of(first && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    }

    void write(ObjectNode answer) throws IOException {
        out.write((JsonText.of(answer) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
