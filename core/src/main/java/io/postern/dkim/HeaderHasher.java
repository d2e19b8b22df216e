// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.message.FieldName;
import io.postern.message.HeaderField;
import io.postern.value.AsciiOctets;
import io.postern.value.OctetScan;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hashes of one head that its signatures ask for (RFC 6376 §3.7). Not thread-safe. */
public final class HeaderHasher {
    /** Octets that are gathered before they are hashed, as a call for each field would cost more than the hashing. */
    private static final int BLOCK_OCTETS = 2048;

    private final List<HeaderField> head;
    private final MessageDigest digest;
    private @Nullable FieldIndex index;
    /** Canonical octets that are not hashed yet; grows with the longest field. */
    private byte[] octets = new byte[BLOCK_OCTETS];

    private int filled;

    /** @param head the fields of the message, top to bottom */
    public HeaderHasher(List<HeaderField> head, Crypto crypto) {
        this.head = head;
        this.digest = crypto.sha256();
    }

    /**
     * The fields that a signature covers, in the order in which they are hashed (RFC 6376 §5.4.2): a name that stands
     * several times means the lowest field of that name, the one above it, and so on; without such a field it means
     * nothing.
     *
     * @param signature the signature's own field, which is not among them
     */
    @SuppressWarnings("ReferenceEquality") // another field may have the same octets
    public List<HeaderField> select(List<FieldName> names, HeaderField signature) {
        if (index == null) {
            index = new FieldIndex(head);
        }
        BitSet taken = new BitSet(head.size());
        List<HeaderField> selected = new ArrayList<>(names.size());
        for (FieldName name : names) {
            int next = index.lowest(name, taken);
            // RFC 6376 §3.5: h= never means the field that is being verified
            if (next >= 0 && head.get(next) == signature) {
                taken.set(next);
                next = index.lowest(name, taken);
            }
            // RFC 6376 §5.4.2: a field that is not there is the null string; so nobody can add one
            if (next >= 0) {
                taken.set(next);
                selected.add(head.get(next));
            }
        }
        return selected;
    }

    /**
     * The SHA-256 hash of these fields, and of the signature behind them without its value and line end.
     *
     * @param from offset among the signature field's octets where the value of {@code b=} begins
     * @param to offset behind it
     */
    public byte[] hash(List<HeaderField> fields, Canonicalization form, HeaderField signature, int from, int to) {
        for (HeaderField field : fields) {
            add(field, form);
        }
        addUnsigned(signature, form, from, to);
        flush();
        return digest.digest();
    }

    private void add(HeaderField field, Canonicalization form) {
        room(field.length() + 2);
        int end = field.copyTo(octets, filled);
        if (form == Canonicalization.RELAXED) {
            end = relax(field, filled, end);
        }
        boolean ended = form == Canonicalization.SIMPLE && octets[end - 1] == '\n';
        filled = ended ? end : lineEnd(end);
    }

    private void addUnsigned(HeaderField signature, Canonicalization form, int from, int to) {
        room(signature.length());
        int end = signature.copyTo(octets, filled);
        // RFC 6376 §3.7: as if the value of b=, with all white space around it, were empty
        System.arraycopy(octets, filled + to, octets, filled + from, end - filled - to);
        end -= to - from;
        filled = form == Canonicalization.RELAXED ? relax(signature, filled, end) : withoutLineEnd(end);
    }

    private int withoutLineEnd(int end) {
        int line = octets[end - 1] == '\n' ? end - 1 : end;
        return line < end && octets[line - 1] == '\r' ? line - 1 : line;
    }

    private int lineEnd(int end) {
        octets[end] = '\r';
        octets[end + 1] = '\n';
        return end + 2;
    }

    private void room(int length) {
        if (octets.length - filled < length) {
            flush();
            octets = octets.length < length ? new byte[length] : octets;
        }
    }

    private void flush() {
        digest.update(octets, 0, filled);
        filled = 0;
    }

    /** RFC 6376 §3.4.2, in place and without the line end; gives the new end. */
    private int relax(HeaderField field, int from, int to) {
        int nameEnd = from + field.nameLength();
        AsciiOctets.toLowerCase(octets, from, nameEnd);
        octets[nameEnd] = ':';
        int valueStart = nameEnd + 1;
        int out = valueStart;
        int in = from + field.bodyStart();
        boolean space = false;
        while (in < to) {
            byte octet = octets[in];
            if (octet > ' ' || !(isSpace(octet) || isLineEnd(in, to))) {
                // RFC 6376 §3.4.2: no space at the value's start and end; a line end alone is nothing
                if (space && out > valueStart) {
                    octets[out++] = ' ';
                }
                space = false;
                int end = OctetScan.firstInvisible(octets, in + 1, to);
                move(in, out, end - in);
                out += end - in;
                in = end;
            } else {
                space |= isSpace(octet);
                in++;
            }
        }
        return out;
    }

    private void move(int from, int to, int length) {
        if (from != to) {
            System.arraycopy(octets, from, octets, to, length);
        }
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /** Part of a CRLF, or a bare LF, which ends a line for {@code io.postern.message} too. */
    private boolean isLineEnd(int at, int to) {
        return octets[at] == '\n' || (octets[at] == '\r' && at + 1 < to && octets[at + 1] == '\n');
    }
}
