// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The header section of a message: its fields, top to bottom, and how it ended (RFC 5322 §2.1).
 *
 * <p>A line that begins with a space or a tab belongs to the field above it; the very first line, which has none above,
 * is then a field without a name. A line without a colon is a field without a name and ends nothing.
 *
 * @param fields in the order of the message
 * @param end why there is no further one
 * @param emptyLineOctets of the empty line behind the fields: 2 for CRLF, 1 for LF, 0 if there is none
 */
public record MessageHead(List<HeaderField> fields, HeaderEnd end, int emptyLineOctets) {
    /** Octets of fields and empty line. Ours, against memory exhaustion. */
    public static final int MAX_OCTETS = 32 * 1024 * 1024;
    /** Ours, against memory exhaustion by fields of a few octets each. */
    public static final int MAX_FIELDS = 500_000;

    public MessageHead {
        fields = List.copyOf(fields);
        if (emptyLineOctets < 0 || emptyLineOctets > 2 || (emptyLineOctets > 0) != (end == HeaderEnd.EMPTY_LINE)) {
            throw new IllegalArgumentException("an empty line of " + emptyLineOctets + " octets at " + end);
        }
    }

    /** Reads with the default limit, {@link #MAX_OCTETS}. */
    public static MessageHead read(InputStream in) throws IOException {
        return read(in, MAX_OCTETS);
    }

    /**
     * Reads to the end of the head, in chunks: the stream then stands somewhere behind it.
     *
     * @param maxOctets of fields and empty line, 0 or more
     */
    public static MessageHead read(InputStream in, int maxOctets) throws IOException {
        return new HeadReader(in, maxOctets).read();
    }

    /** Octets of all fields, without the empty line. */
    public long length() {
        long length = 0;
        for (HeaderField field : fields) {
            length += field.length();
        }
        return length;
    }

    /** The fields of this name, top to bottom, without regard to ASCII case. */
    public List<HeaderField> named(String name) {
        List<HeaderField> named = new ArrayList<>();
        for (HeaderField field : fields) {
            if (field.isNamed(name)) {
                named.add(field);
            }
        }
        return Collections.unmodifiableList(named);
    }

    /** The topmost field of this name. */
    public Optional<HeaderField> first(String name) {
        return fields.stream().filter(field -> field.isNamed(name)).findFirst();
    }

    MessageHead with(List<HeaderField> otherFields) {
        return new MessageHead(otherFields, end, emptyLineOctets);
    }
}
