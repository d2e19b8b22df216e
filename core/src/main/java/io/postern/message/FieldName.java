// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import io.postern.value.AsciiOctets;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A name by which fields are looked for: equal without regard to ASCII case (RFC 5322 §1.2.2). Immutable. */
public final class FieldName {
    private final byte[] octets;
    private final int from;
    private final int to;
    private final int hash;

    private FieldName(byte[] octets, int from, int to) {
        this.octets = octets;
        this.from = from;
        this.to = to;
        this.hash = AsciiOctets.hashIgnoringCase(octets, from, to);
    }

    /** An octet string. */
    public static FieldName of(String name) {
        return new FieldName(name.getBytes(StandardCharsets.ISO_8859_1), 0, name.length());
    }

    /** The octets {@code from} to before {@code to}; nobody changes them any more. */
    public static FieldName of(byte[] octets, int from, int to) {
        return new FieldName(octets, from, to);
    }

    boolean isEqualTo(byte[] others, int othersFrom, int othersTo) {
        return AsciiOctets.equalsIgnoreCase(octets, from, to, others, othersFrom, othersTo);
    }

    /** As it came. */
    @Override
    public String toString() {
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof FieldName other && isEqualTo(other.octets, other.from, other.to);
    }

    /** That of {@link HeaderField#nameHash} too; nobody outside can know it. */
    @Override
    public int hashCode() {
        return hash;
    }
}
