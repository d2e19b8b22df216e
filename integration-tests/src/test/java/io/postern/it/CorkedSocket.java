// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/** A socket that sends the first octets it is given at once, and keeps what comes later until {@link #uncork}. */
final class CorkedSocket extends Socket {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean first = true;
    private boolean open;

    /** All that is kept leaves in one piece, what comes later at once. */
    synchronized void uncork() throws IOException {
        open = true;
        super.getOutputStream().write(kept.toByteArray());
    }

    private synchronized void send(byte[] octets, int from, int count) throws IOException {
        if (open || first) {
            super.getOutputStream().write(octets, from, count);
        } else {
            kept.write(octets, from, count);
        }
        first = false;
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                send(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int from, int count) throws IOException {
                send(octets, from, count);
            }
        };
    }
}
