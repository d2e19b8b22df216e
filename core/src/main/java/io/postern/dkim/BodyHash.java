// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import java.security.MessageDigest;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One hash of a body that a {@link BodyHasher} makes. */
public final class BodyHash {
    private final Canonicalization canonicalization;
    private final OptionalLong limit;
    private final MessageDigest digest;
    private long left;
    private long canonicalOctets;
    private byte @Nullable [] value;

    BodyHash(Canonicalization canonicalization, OptionalLong limit, MessageDigest digest) {
        this.canonicalization = canonicalization;
        this.limit = limit;
        this.digest = digest;
        this.left = limit.orElse(Long.MAX_VALUE);
    }

    boolean is(Canonicalization otherCanonicalization, OptionalLong otherLimit) {
        return canonicalization == otherCanonicalization && limit.equals(otherLimit);
    }

    void update(byte[] octets, int from, int to) {
        int length = (int) Math.min(to - from, left);
        if (length > 0) {
            digest.update(octets, from, length);
            left -= length;
        }
    }

    void finish(long allCanonicalOctets) {
        canonicalOctets = allCanonicalOctets;
        value = digest.digest();
    }

    /** The hash, 32 octets; {@link IllegalStateException} while the body is not over. */
    public byte[] value() {
        if (value == null) {
            throw new IllegalStateException("the body is not over");
        }
        return value.clone();
    }

    /** Whether the hash is this one. */
    public boolean matches(byte[] expected) {
        return MessageDigest.isEqual(value(), expected);
    }

    /** Octets of the whole canonical body, hashed or not. */
    public long canonicalOctets() {
        return canonicalOctets;
    }

    /** Whether the canonical body has octets behind {@code l=}. */
    public boolean isPartial() {
        return limit.isPresent() && limit.getAsLong() < canonicalOctets;
    }

    /** Whether {@code l=} is more than the canonical body has. */
    public boolean isLongerThanBody() {
        return limit.isPresent() && limit.getAsLong() > canonicalOctets;
    }
}
