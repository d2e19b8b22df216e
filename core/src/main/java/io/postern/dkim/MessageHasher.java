// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.message.MessageHead;
import io.postern.message.OctetSource;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of one message that all its signatures ask for, those of DKIM and of ARC (RFC 6376 §3.7, RFC 8617 §4.1.2):
 * whoever verifies begins with the same one, the body passes through {@link #body} once, and {@link #finish} is called
 * before the verifiers are asked what they found. Not thread-safe.
 */
public final class MessageHasher {
    private final MessageHead head;
    private final Crypto crypto;
    private final BodyHasher body;
    private @Nullable HeaderHasher header;
    private boolean finished;

    public MessageHasher(MessageHead head, Crypto crypto) {
        this.head = head;
        this.crypto = crypto;
        this.body = new BodyHasher(crypto);
    }

    public MessageHead head() {
        return head;
    }

    /** Whether a signature waits for the body. */
    public boolean wantsBody() {
        return body.isWanted();
    }

    /** The next octets of the body, {@code from} to before {@code to}; the array is not kept. */
    public void body(byte[] octets, int from, int to) {
        body.update(octets, from, to);
    }

    /**
     * Reads a body that lies ready, once, and not at all if no signature waits for it.
     *
     * @throws IOException if it cannot be read
     */
    public void read(OctetSource source) throws IOException {
        if (wantsBody()) {
            body.read(source);
        }
    }

    /** The body is over; does nothing when it was called before. */
    public void finish() {
        if (!finished) {
            finished = true;
            body.finish();
        }
    }

    BodyHash bodyHash(Canonicalization canonicalization, OptionalLong limit) {
        return body.hash(canonicalization, limit);
    }

    /** Made when it is first wanted: most of a head is never hashed. */
    HeaderHasher header() {
        if (header == null) {
            header = new HeaderHasher(head.fields(), crypto);
        }
        return header;
    }
}
