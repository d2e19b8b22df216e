// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.message.OctetSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Every hash of one body that its signatures ask for, in one pass (RFC 6376 §3.7): first {@link #hash}, then
 * {@link #update}, then {@link #finish}. Equal wishes share a hash, and equal canonicalizations the work. The body is
 * not kept. Not thread-safe.
 *
 * <p>SHA-256 is the only hash: it is that of every algorithm that may pass (RFC 8301 §3.1, RFC 8463 §3).
 */
public final class BodyHasher {
    private final Crypto crypto;
    private final List<BodyHash> hashes = new ArrayList<>();
    private final CanonicalOctets simple = new CanonicalOctets();
    private final CanonicalOctets relaxed = new CanonicalOctets();
    private final SimpleBody simpleBody = new SimpleBody(simple);
    private final RelaxedBody relaxedBody = new RelaxedBody(relaxed);

    public BodyHasher(Crypto crypto) {
        this.crypto = crypto;
    }

    /**
     * Asks for a hash; it is ready after {@link #finish}.
     *
     * @param limit {@code l=}: octets of the canonical body that are hashed, 0 or more; empty: all
     */
    public BodyHash hash(Canonicalization canonicalization, OptionalLong limit) {
        for (BodyHash hash : hashes) {
            if (hash.is(canonicalization, limit)) {
                return hash;
            }
        }
        BodyHash hash = new BodyHash(canonicalization, limit, crypto.sha256());
        hashes.add(hash);
        octets(canonicalization).add(hash);
        return hash;
    }

    /** Whether a hash was asked for. */
    boolean isWanted() {
        return !hashes.isEmpty();
    }

    /** The next octets of the body, {@code from} to before {@code to}; the array is not kept. */
    public void update(byte[] octets, int from, int to) {
        if (from == to) {
            return;
        }
        if (simple.isWanted()) {
            simpleBody.update(octets, from, to);
        }
        if (relaxed.isWanted()) {
            relaxedBody.update(octets, from, to);
        }
    }

    /**
     * All octets of a body that lies ready; one that lies in memory is not copied.
     *
     * @throws IOException if it cannot be read
     */
    public void read(OctetSource body) throws IOException {
        try (InputStream in = body.open()) {
            in.transferTo(new Sink());
        }
    }

    /** The body is over. */
    public void finish() {
        if (simple.isWanted()) {
            simpleBody.finish();
            simple.finish();
        }
        if (relaxed.isWanted()) {
            relaxedBody.finish();
            relaxed.finish();
        }
    }

    /** Passes what is written to {@link #update}. */
    private final class Sink extends OutputStream {
        @Override
        public void write(int octet) {
            update(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int from, int length) {
            update(octets, from, from + length);
        }
    }

    private CanonicalOctets octets(Canonicalization canonicalization) {
        return switch (canonicalization) {
            case SIMPLE -> simple;
            case RELAXED -> relaxed;
        };
    }
}
