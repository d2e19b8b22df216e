// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

/**
 * Reads the body of one message as it comes, on the thread that serves the connection, while James may be working on
 * lines of the same message elsewhere: it has no session to ask. One that throws is not called again.
 */
public interface BodyReader {
    /** Of a body that nobody reads. */
    BodyReader NONE = new BodyReader() {
        @Override
        public boolean wantsMore() {
            return false;
        }

        @Override
        public void read(byte[] octets) {
            throw new IllegalStateException("not wanted");
        }
    };

    /** Whether {@link #read} is to be called; asked with each piece again. */
    boolean wantsMore();

    /**
     * The next octets, as the client sent them but without the dots that the transport puts before dots. Must not
     * block.
     *
     * @param octets not to be changed
     */
    void read(byte[] octets);
}
