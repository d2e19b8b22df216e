// SPDX-License-Identifier: Apache-2.0
package io.postern.dkim;

import io.postern.message.HeaderField;
import io.postern.value.Ascii;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of one head that its signatures ask for (RFC 6376 §3.7). A field is brought into each canonical form once,
 * however many signatures cover it. Not thread-safe.
 */
public final class HeaderHasher {
    /** Where a canonical field is among {@link #octets}. */
    private record Range(int from, int to) {}

    private final List<HeaderField> head;
    private final MessageDigest digest;
    private @Nullable FieldIndex index;
    private final IdentityHashMap<HeaderField, Range> simple = new IdentityHashMap<>();
    private final IdentityHashMap<HeaderField, Range> relaxed = new IdentityHashMap<>();
    /** Canonical fields one behind the other, in the order in which they were first wanted. */
    private byte[] octets = new byte[4096];

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
     * @param names in lower case
     * @param signature the signature's own field, which is not among them
     */
    @SuppressWarnings("ReferenceEquality") // another field may have the same octets
    public List<HeaderField> select(List<String> names, HeaderField signature) {
        if (index == null) {
            index = new FieldIndex(head);
        }
        BitSet taken = new BitSet(head.size());
        List<HeaderField> selected = new ArrayList<>(names.size());
        for (String name : names) {
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
        Range run = new Range(filled, filled);
        for (HeaderField field : fields) {
            Range range = canonical(field, form);
            if (range.from != run.to) {
                digest.update(octets, run.from, run.to - run.from);
                run = range;
            } else {
                run = new Range(run.from, range.to);
            }
        }
        digest.update(octets, run.from, run.to - run.from);
        int end = unsigned(signature, form, from, to);
        digest.update(octets, filled, end - filled);
        return digest.digest();
    }

    private Range canonical(HeaderField field, Canonicalization form) {
        IdentityHashMap<HeaderField, Range> ranges = form == Canonicalization.SIMPLE ? simple : relaxed;
        Range known = ranges.get(field);
        if (known != null) {
            return known;
        }
        room(field.length() + 2);
        int end = field.copyTo(octets, filled);
        if (form == Canonicalization.RELAXED) {
            end = relax(filled, end);
        }
        boolean ended = form == Canonicalization.SIMPLE && octets[end - 1] == '\n';
        Range range = new Range(filled, ended ? end : lineEnd(end));
        filled = range.to;
        ranges.put(field, range);
        return range;
    }

    /** Puts the signature field behind the others, but not to stay; gives its end. */
    private int unsigned(HeaderField signature, Canonicalization form, int from, int to) {
        room(signature.length());
        int end = signature.copyTo(octets, filled);
        // RFC 6376 §3.7: as if the value of b=, with all white space around it, were empty
        System.arraycopy(octets, filled + to, octets, filled + from, end - filled - to);
        end -= to - from;
        return switch (form) {
            case RELAXED -> relax(filled, end);
            case SIMPLE -> withoutLineEnd(end);
        };
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
            octets = Arrays.copyOf(octets, Math.max(2 * octets.length, filled + length));
        }
    }

    /** RFC 6376 §3.4.2, in place and without the line end; gives the new end. */
    private int relax(int from, int to) {
        int out = from;
        int in = from;
        while (octets[in] != ':') {
            byte octet = octets[in++];
            if (octet != ' ' && octet != '\t' && octet != '\r' && octet != '\n') {
                octets[out++] = (byte) Ascii.toLowerCase((char) (octet & 0xFF));
            }
        }
        octets[out++] = ':';
        int valueStart = out;
        in++;
        while (in < to) {
            int gap = in;
            while (in < to && (isSpace(octets[in]) || isLineEnd(in, to))) {
                in++;
            }
            // RFC 6376 §3.4.2: no space at the value's start and end; a line end alone is nothing
            if (in < to && out > valueStart && hasSpace(gap, in)) {
                octets[out++] = ' ';
            }
            while (in < to && (octets[in] > ' ' || !(isSpace(octets[in]) || isLineEnd(in, to)))) {
                octets[out++] = octets[in++];
            }
        }
        return out;
    }

    private boolean hasSpace(int from, int to) {
        for (int i = from; i < to; i++) {
            if (isSpace(octets[i])) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /** Part of a CRLF, or a bare LF, which ends a line for {@code io.postern.message} too. */
    private boolean isLineEnd(int at, int to) {
        return octets[at] == '\n' || (octets[at] == '\r' && at + 1 < to && octets[at + 1] == '\n');
    }
}
