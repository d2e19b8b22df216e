// SPDX-License-Identifier: Apache-2.0
package io.postern.message;

import io.postern.value.Parsed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The header fields of a message that hold octets above 127, kept when it is received, to be put back where a program
 * has since written {@code ?} for each such octet.
 *
 * <p>What such a program leaves of a field is its <em>twin</em>: the same octets, but for {@code ?} in the places above
 * 127. With the fields goes a <em>mark</em>, the topmost field without such octets, which on a mail server is its own
 * Received field: a message without the mark is another one (a bounce that has inherited the kept fields, say) and is
 * left alone. Fields are not told apart by where they stand, so others may come, go and change around them.
 *
 * <p>Nothing but an octet above 127 is ever written, and only in the place of a {@code ?}: a field keeps its lines, and
 * no field can become two. Immutable.
 */
public final class KeptFields {
    /** What is worth keeping, the mark included; ours, for who stores them: a mail queue keeps them with each mail. */
    public static final int MAX_OCTETS = 64 * 1024;

    private final HeaderField mark;
    private final List<HeaderField> fields;

    private KeptFields(HeaderField mark, List<HeaderField> fields) {
        this.mark = mark;
        this.fields = fields;
    }

    /**
     * Those of a head as it was received; look at {@link #length()} before storing them.
     *
     * @return empty if no field needs it, or if there is no field for a mark. A first line that begins with white space
     *     is no field, and is not kept
     */
    public static Optional<KeptFields> of(MessageHead received) {
        List<HeaderField> fields = received.fields().stream()
                .filter(field -> field.hasEightBitOctet() && !field.isContinuation())
                .toList();
        return fields.isEmpty()
                ? Optional.empty()
                : received.fields().stream()
                        .filter(KeptFields::mayBeMark)
                        .findFirst()
                        .map(mark -> new KeptFields(mark.withLineEnd(), fields));
    }

    /** What {@link #octets()} gave. Malformed if it is anything else, or has more than {@link #MAX_OCTETS}. */
    public static Parsed<KeptFields> parse(byte[] octets) {
        List<HeaderField> fields = head(octets).fields();
        boolean whole = octets.length <= MAX_OCTETS
                && fields.stream().mapToLong(HeaderField::length).sum() == octets.length
                && fields.size() > 1
                && mayBeMark(fields.get(0))
                && fields.stream().skip(1).allMatch(HeaderField::hasEightBitOctet);
        return whole
                ? Parsed.ok(new KeptFields(fields.get(0), fields.subList(1, fields.size())))
                : Parsed.malformed(0, "kept fields", "not a mark and fields with octets above 127");
    }

    /** The mark and the fields, as the head of a message. */
    public byte[] octets() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.writeBytes(mark.octets());
        fields.forEach(field -> octets.writeBytes(field.octets()));
        return octets.toByteArray();
    }

    /** How many octets {@link #octets()} has. */
    public long length() {
        return mark.length() + fields.stream().mapToLong(HeaderField::length).sum();
    }

    /**
     * The message with the kept fields in the places of their twins, in order; a kept field without twin was changed or
     * removed, and stays so.
     *
     * <p>The message itself is given back if it lacks the mark or has one of the fields with its octets: who writes
     * {@code ?} does it everywhere, so nobody did. Of several kept fields with the same twin none is put back if there
     * are fewer twins: which of them is gone cannot be seen. Work is n log n in the octets of the head.
     */
    public Message restore(Message message) {
        List<HeaderField> present = message.head().fields();
        if (message.head().end() == HeaderEnd.LIMIT || !isMangled(present)) {
            return message;
        }
        Map<byte[], Twins> twins = twins(present);
        List<HeaderField> restored = new ArrayList<>(present);
        twins.values().forEach(twin -> twin.putBack(restored));
        return restored.equals(present) ? message : message.with(restored);
    }

    /** Whether it is the message that the fields are of, and none of them is there. */
    private boolean isMangled(List<HeaderField> present) {
        Set<byte[]> kept = new TreeSet<>(Arrays::compareUnsigned);
        fields.forEach(field -> kept.add(field.content()));
        byte[] marked = mark.content();
        boolean found = false;
        for (HeaderField field : present) {
            byte[] content = field.content();
            if (kept.contains(content)) {
                return false;
            }
            found |= Arrays.equals(content, marked);
        }
        return found;
    }

    /** Sorted and not hashed: senders could make fields of one hash. */
    private Map<byte[], Twins> twins(List<HeaderField> present) {
        Map<byte[], Twins> twins = new TreeMap<>(Arrays::compareUnsigned);
        for (HeaderField field : fields) {
            twins.computeIfAbsent(mangled(field.content()), content -> new Twins())
                    .kept
                    .add(field);
        }
        for (int i = 0; i < present.size(); i++) {
            Twins same = twins.get(present.get(i).content());
            if (same != null) {
                same.places.add(i);
            }
        }
        return twins;
    }

    /** The kept fields that have one twin, and where it stands in the head. */
    private static final class Twins {
        private final List<HeaderField> kept = new ArrayList<>();
        private final List<Integer> places = new ArrayList<>();

        void putBack(List<HeaderField> head) {
            boolean allTheSame = kept.stream().allMatch(kept.get(0)::equals);
            if (places.size() < kept.size() && !allTheSame) {
                return;
            }
            for (int i = 0; i < Math.min(places.size(), kept.size()); i++) {
                int place = places.get(i);
                HeaderField field = kept.get(i);
                head.set(place, head.get(place).hasLineEnd() ? field.withLineEnd() : field);
            }
        }
    }

    private static byte[] mangled(byte[] content) {
        for (int i = 0; i < content.length; i++) {
            content[i] = content[i] < 0 ? (byte) '?' : content[i];
        }
        return content;
    }

    private static boolean mayBeMark(HeaderField field) {
        return !field.name().isEmpty() && !field.hasEightBitOctet();
    }

    private static MessageHead head(byte[] octets) {
        try {
            return MessageHead.read(new ByteArrayInputStream(octets), MAX_OCTETS);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be read", e);
        }
    }
}
